"""What mail programs and their owners write in many languages, to be recognised; none of it is ever said by us."""

from __future__ import annotations

import re

FROM, DATE, TO, COPY, SUBJECT, OTHER = "from", "date", "to", "copy", "subject", "other"

_LABELS = {
    FROM: "from|von|de|da|van|od|från|fra|lähettäjä|от|від|kimden|gönderen|feladó|de la|expéditeur|remitente|mittente"
    "|afzender|nadawca|remetente|oddi wrth|o|avsändare|odesílatel|absender|发件人|寄件者|差出人|보낸 사람",
    DATE: "sent|date|gesendet|datum|envoyé|envoyé le|enviado|enviado el|enviado em|enviada em|enviada|fecha|inviato"
    "|data|verzonden|wysłano|wysłane|skickat|sendt|dato|lähetetty|päivämäärä|päiväys|отправлено|дата|gönderildi|tarih"
    "|odesláno|elküldve|dátum|trimis|anfonwyd|dyddiad|sent at|date sent|gesendet am"
    "|发送时间|日期|送信日時|送信日時|보낸 날짜",
    TO: "to|an|à|para|a|per|naar|aan|do|till|til|vastaanottaja|кому|kime|alıcı|komu|címzett|către|at|destinataire"
    "|destinatario|adresat|收件人|宛先|받는 사람",
    COPY: "cc|bcc|kopie|copie|copie à|kopia|kopi|kopio|dw|udw|копия|bilgi|kopie an|másolat|抄送",
    SUBJECT: "subject|betreff|objet|sujet|asunto|oggetto|onderwerp|temat|assunto|ämne|emne|aihe|тема|konu|předmět"
    "|tárgy|subiect|pwnc|betrifft|re|主题|主旨|件名|제목",
    OTHER: "reply-to|reply to|importance|priority|attachments|attachment|anlagen|pièces jointes|wichtigkeit|répondre à"
    "|antwort an|organisation|organization|message-id|antworten an|odpowiedz do|allegati|adjuntos|bijlagen"
    "|załączniki",
}
LABELS = {label: kind for kind, labels in _LABELS.items() for label in labels.split("|")}
"""What stands before the colons of the block that mail programs put over an earlier mail."""

VERBS = frozenset(
    {
        "wrote",
        "writes",
        "write",
        "schrieb",
        "geschrieben",
        "schreef",
        "écrit",
        "écrivait",
        "escribió",
        "escribio",
        "scritto",
        "scrive",
        "scriveva",
        "napisał",
        "napisała",
        "napisana",
        "pisze",
        "escreveu",
        "skrev",
        "skriver",
        "kirjoitti",
        "napsal",
        "napsala",
        "написал",
        "написала",
        "пишет",
        "yazdı",
        "írta",
        "scris",
        "ysgrifennodd",
        "escriure",
        "said",
        "geschreven",
        "schreven",
    }
)
"""Words of "On … wrote:", in lower case."""
OPENERS = frozenset(
    {
        "on",
        "am",
        "le",
        "el",
        "il",
        "op",
        "w",
        "em",
        "den",
        "på",
        "ons",
        "dnia",
        "dne",
        "at",
        "a",
        "quoting",
        "zitat",
        "zitiere",
        "citando",
        "citat",
        "ar",
        "tor",
        "fre",
        "mån",
        "tis",
        "lør",
        "søn",
        "man",
        "tir",
        "tors",
        "fri",
        "mon",
        "tue",
        "wed",
        "thu",
        "sat",
        "sun",
        "lun",
        "mar",
        "mer",
        "jeu",
        "ven",
        "sam",
        "dim",
        "mié",
        "jue",
        "vie",
        "sáb",
        "dom",
        "gio",
        "sab",
        "pon",
        "wt",
        "śr",
        "czw",
        "pt",
        "sob",
        "niedz",
        "ma",
        "di",
        "wo",
        "do",
        "vr",
        "za",
        "zo",
        "mo",
        "mi",
        "fr",
        "sa",
        "so",
        "seg",
        "ter",
        "qua",
        "qui",
        "sex",
        "giorno",
        "dana",
        "pe",
        "ti",
        "ke",
        "to",
        "la",
        "su",
        "в",
        "вт",
        "ср",
        "чт",
        "пт",
        "сб",
        "вс",
        "пн",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "quote",
    }
)

ORIGINAL = re.compile(
    r"original(?:e|meddelande|nachricht)?\b|ursprüngliche|ursprungliche|d.origine\b|oorspronkelijk|oryginalna"
    r"|ursprungligt|oprindelig|opprinnelig|alkuperäinen|původní|исходное|eredeti|forward|weitergeleitet|transféré"
    r"|transmis|reenviado|inoltrato|doorgestuurd|przekazan|encaminhad|vidarebefordrat|videresendt|välitetty"
    r"|přeposlan|пересылаемое|reply message|message réacheminé|antwort(?: |-)?nachricht|gwreiddiol|wreiddiol",
    re.IGNORECASE,
)
FORWARDING = re.compile(
    r"(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du message (?:transféré"
    r"|réexpédié)"
    r"|inicio del mensaje reenviado|inizio (?:del )?messaggio inoltrato|begin doorgestuurd bericht"
    r"|początek przekazywanej wiadomości|início da mensagem (?:encaminhada|reencaminhada)|vidarebefordrat brev"
    r"|videresendt besked|välitetty viesti alkaa|начало переадресованного сообщения|forwarded message)\s*:?",
    re.IGNORECASE,
)

_DEVICES = (
    r"iphone|ipad|ipod|android|samsung|galaxy|huawei|nokia|htc|sony|motorola|pixel|blackberry|windows|outlook|mail"
    r"|gmail"
    r"|yahoo|aol|gmx|web\.de|mobile|mobiltelefon|handy|telefon|smartphone|phone|tablet|mobil|móvil|portable|cellulare"
    r"|telefoon|telefonu|telemóvel|celular|proton|thunderbird|hotmail|live|icloud|o2|ee|vodafone|nine|t-mobile|orange"
    r"|bt|sky|three|device|mac|surface|tiscali|libero|mailo|k-9|spark|edison|bluemail|superhuman|ffôn|xperia|lg|htc"
)
MOBILE = re.compile(
    r"(?:sent (?:from|via|with|using)|sent by|diese nachricht wurde von|von meinem|gesendet (?:von|mit|aus|über)"
    r"|von .{2,30} gesendet|envoyé (?:de|depuis|à partir|avec)|provenance|enviado (?:desde|do|de|a partir|con)"
    r"|enviada do|inviat[oa] (?:da|dal|con)|verzonden (?:vanaf|vanuit|met|via)|verstuurd (?:vanaf|vanuit)"
    r"|wysłan[oea] (?:z|za|ze)|skickat från|skickades från|sendt fra|lähetetty|odesláno z|отправлено (?:с|из)"
    r"|get outlook|get bluemail|holen sie sich|télécharge[rz]|téléchargez|obtenir|obtener|obtén|scarica|ottieni"
    r"|pobierz|download|outlook voor|obter|obtenha|hämta|hent|hanki|anfonwyd o|sent from)\b.{0,80}?\b(?:"
    + _DEVICES
    + r")\b.{0,60}"
    r"|sent from .{1,30} for (?:ios|android|windows|mac)\b.{0,20}|outlook (?:for|voor|für|pour|para|per) (?:ios"
    r"|android).{0,30}"
    r"|sent from my .{1,40}|envoyé de mon .{1,40}|enviado desde mi .{1,40}|von meinem .{1,30} gesendet.?"
    r"|verstuurd vanaf mijn .{1,40}|inviato dal? .{1,30}|enviado do meu .{1,40}|wysłane z .{1,40}"
    r"|yahoo mail: .{1,60}|(?:aol|gmx|web\.de) app.{0,30}",
    re.IGNORECASE,
)

BANNER = re.compile(
    r"\W{0,6}(?:caution|warning|attention|external(?: e-?mail| sender| message)?|important|achtung|vorsicht"
    r"|extern(?:e)?"
    r"|this (?:e-?mail|message) (?:originated|came|was sent|is) from (?:an external|outside)|security notice"
    r"|you don.?t often get e-?mail from|some people who received this message don.?t often"
    r"|sie erhalten nicht oft|vous n.obtenez pas souvent|vous ne recevez pas souvent|no suele recibir"
    r"|u ontvangt niet vaak"
    r"|rhybudd|be careful with this)\b",
    re.IGNORECASE,
)
BANNER_GOES_ON = re.compile(
    r"external|outside|extern|links?\b|attachments?|sender|learn why|learnaboutsenderidentification|originated"
    r"|safe\b",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"\W{0,6}(?:this (?:e-?mail|message|communication|transmission)(?: \(?(?:and|including"
    r"|together with)\b.{0,60})?,?"
    r"\s?(?:is|are|may|contains?|has|was|and)\b.{0,80}(?:confidential|privileged|intended|virus|scanned|legally)"
    r"|the (?:information|contents?) (?:contained )?(?:in|of) this (?:e-?mail|message|communication)"
    r"|(?:confidentiality|privacy|legal|disclaimer)(?: notice| statement)?\s*:|if you (?:are not"
    r"|have received).{0,40}"
    r"(?:intended|in error|this e-?mail)|please consider the environment|think before you print|p please consider"
    r"|diese e-?mail (?:enthält|kann|ist)|ce (?:message|courriel|mail).{0,60}confidentiel"
    r"|registered (?:in england|office)|este (?:mensaje|correo).{0,60}confidencial|la presente e-?mail)",
    re.IGNORECASE,
)
POINTS_BELOW = re.compile(
    r"\b(?:below|inline|in-line|in line|in (?:red|blue|green|bold|capitals)|beneath|underneath"
    r"|see (?:my )?(?:answers|comments)"
    r"|unten|ci-dessous|abajo|sotto|hieronder|poniżej|abaixo|in rot|isod)\b",
    re.IGNORECASE,
)
