"""How programs speak when nobody is there: subjects and sentences of automatic mail, in many languages."""

from __future__ import annotations

import re

_BEFORE = r"\s*(?:\[[^\]]{1,40}\]\s*)?(?:(?:re|aw|sv|antw|tr|rv|odp|ynt|vs)\s*:\s*)?"

_AUTOMATIC = (
    r"auto(?:matic|mated|matisch\w*)?[ _-]?(?:reply|response|respond\w*|answer|antwort|antwoord|svar|message)"
    r"|out of (?:the )?office[ _-]?(?:auto)?[ _-]?(?:reply|response|message|notice|notification)"
    r"|(?:holiday|vacation|absence) (?:notice|notification|reply|message|response)"
    r"|(?:your|thank you for your) (?:message|e-?mail) has been received"
)
_AUTOMATIC_ELSEWHERE = (
    r"automatische? (?:antwort|antwoord|reactie)|autom\. antw|abwesenheitsn\w+|eingangsbestätigung"
    r"|réponse automatique|reponse automatique|réponse d.absence|message d.absence|absence du bureau"
    r"|respuesta automática|respuesta automatica|autorespuesta|risposta automatica|automatisch (?:antwoord|bericht)"
    r"|odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|resposta automática|resposta automatica"
    r"|auto?svar|automatiskt svar|automatisk svar|automaattinen vastaus|automatická odpověď|automatická odpoveď"
    r"|автоматический ответ|автоответ|automatikus válasz|răspuns automat|otomatik yanıt"
    r"|αυτόματη απάντηση|автоматична відповідь|automatski odgovor|samodejni odgovor|automaatvastus"
    r"|automātiskā atbilde|automatinis atsakymas|ateb awtomatig|自動応答|自動返信|自动答复|自动回复|自動回覆"
    r"|자동 회신|resposta automàtica|erantzun automatikoa"
)
_NOBODY_IN = r"(?:i.?a?m |we are |am )?(?:currently )?out[ -]of[ -](?:the |my )?office|ooo|oof|allan o.r swyddfa"
_AWAY = (
    _NOBODY_IN + r"|i am away|(?:away|absent) from (?:the |my )?(?:office|desk)|(?:on )?(?:annual|maternity|sick"
    r"|parental|study) leave"
    r"|on (?:leave|holiday|vacation)|vacation|away|absence|i have left\b.{0,60}"
    r"|no longer (?:with|at|works)\b.{0,60}|left the (?:company|organisation)"
    r"|abwesenheit\w*|abwesend|ich bin (?:nicht|derzeit|im urlaub)|außer haus|urlaub|nicht im (?:büro|hause)"
    r"|je suis absente?|estoy (?:fuera|ausente|de vacaciones)|sono (?:fuori|assente|in ferie)|ik ben (?:afwezig|niet)"
    r"|absent(?:e)? du bureau|en congé|fuera de (?:la )?oficina|ausente|de vacaciones"
    r"|fuori (?:sede|ufficio)|assente|in ferie|assenza|afwezig\w*|niet aanwezig|niet op kantoor"
    r"|nieobecno\w+|poza biurem|jestem na urlopie|urlop"
    r"|fora do escritório|ausência|de férias|frånvaro\w*|fravær\w*|fraværende|ikke på kontoret|ej på plats|semester"
    r"|poissa\w*|lomalla|nepřítomnost|mimo kancelář|отсутствую|вне офиса|házon kívül|ofis dışında|不在|부재중"
)
_GOES_ON = (
    r"\s*(?:$|[:：!()\[\],.–-]|(?:from|until|till|to|between|back|bis|vom|ab|jusqu|du|hasta|del|fino|dal|tot|van"
    r"|do|od)\b)"
)

AUTOMATIC_SUBJECT = re.compile(
    rf"{_BEFORE}\(?(?:(?:{_AUTOMATIC})\s*(?:$|[:：!()\[\]–-]|from\b)|(?:{_AUTOMATIC_ELSEWHERE})"
    rf"|(?:{_NOBODY_IN})\s*\)?\s*$)",
    re.IGNORECASE,
)
"""A subject that says of itself that nobody wrote this: enough without any other sign."""

AWAY_SUBJECT = re.compile(rf"{_BEFORE}\(?(?:{_AUTOMATIC}|{_AUTOMATIC_ELSEWHERE}|(?:{_AWAY}){_GOES_ON})", re.IGNORECASE)
"""A subject as out-of-office replies have it. People write about leave and absence too, so it needs a second sign."""

AWAY_SELF = re.compile(
    r"\b(?:i|we)(?:.?m|.?re| am| are|.?ll be| will be| have been| shall be)? (?:\w+ ){0,3}?"
    r"(?:out of (?:the |my )?office|away\b|absent|on (?:\w+ ){0,2}(?:leave|holidays?|vacation)|off (?:sick|work))"
    r"|(?:limited|no|intermittent) access to (?:my )?e-?mails?\b|\b(?:i|we) (?:have left|no longer work)"
    r"|no longer (?:with|works? (?:at|for|here))\b|\b(?:has|have) left (?:the|our)\b"
    r"|return(?:ing)? to (?:the )?(?:office|work|my desk)|back (?:in the office|at work|at my desk)"
    r"|(?:e-?mails?|messages?|inbox) (?:is|are|will|won.t) (?:not )?(?:be )?(?:monitored|checked|read|forwarded)"
    r"|nicht im büro|im urlaub|außer haus|abwesend|nicht erreichbar|bis (?:zum|einschließlich)"
    r"|\babsent|en congé|de retour|fuera de la oficina|de vacaciones|fuori (?:sede|ufficio)|in ferie|assente|afwezig"
    r"|met vakantie|niet aanwezig|poza biurem|na urlopie|nieobecn|fora do escritório|de férias|ausente|på semester"
    r"|\bferie|lomalla|mimo kancelář|allan o.r swyddfa|вне офиса|в отпуске|não estarei",
    re.IGNORECASE,
)
"""Somebody says that they are not there."""

AWAY_TEXT = re.compile(
    r"out of (?:the |my )?office|on (?:annual |maternity |sick )?leave|on (?:holiday|vacation)|away from (?:the"
    r"|my) (?:office|desk)|limited access to"
    r"|i am (?:currently )?away|return(?:ing)? (?:to (?:the )?(?:office|work) )?on|nicht im büro|im urlaub"
    r"|außer haus|abwesend|nicht erreichbar|bis (?:zum|einschließlich)"
    r"|absent|en congé|de retour|fuera de la oficina|de vacaciones|fuori (?:sede|ufficio)|in ferie|assente|afwezig"
    r"|met vakantie|niet aanwezig"
    r"|poza biurem|na urlopie|nieobecn|fora do escritório|de férias|ausente|semester|ferie|lomalla|mimo kancelář"
    r"|allan o.r swyddfa|вне офиса|в отпуске",
    re.IGNORECASE,
)
DELIVERY_SUBJECT = re.compile(
    r"メールエラー|loop alert|"
    r"undeliver|deliver(?:y|ed)?\b.{0,30}\b(?:fail|status|problem|report|delay|error|notif|incomplete|subsystem"
    r"|unsuccessful|suspend|warning)"
    r"|(?:fail|delay|problem|error|unable|could not|cannot|can.t|not)\w*\b.{0,30}\bdeliver|returned (?:mail"
    r"|to sender|e-?mail)|return(?:ed)? message"
    r"|failure notice|failed mail|mail failure|mail (?:error|system error|could not)|non.?deliver|nondeliver"
    r"|message (?:delayed|not delivered|undelivered)"
    r"|warning: (?:message|could not send)|could not send message|message you sent blocked|bounce"
    r"|not (?:be )?delivered|unzustellbar|nicht zugestellt|unzustellbarkeit"
    r"|zustellung|non remis|non distribu|échec de (?:la )?(?:remise|livraison)|non remise|no se (?:puede|pudo"
    r"|ha podido) entregar|error de entrega|no entregado|devuelto"
    r"|recapito|impossibile (?:recapitare|consegnare)|mancata consegna|onbestelbaar|niet (?:worden )?bezorgd"
    r"|niet afgeleverd|nie dostarczono|niedostarcz|zwrot"
    r"|não (?:pode ser entregue|entregue)|não entregue|falha na entrega|olevererbar|kan inte levereras"
    r"|kunne ikke leveres|uleveret|ikke leveret|toimittaminen|nelze doručit|nedoručiteln"
    r"|не удается доставить|недоставленное|не доставлено"
    r"|配信不能|未配信|配信できません|送信できませんでした|无法送达|未送达|退信|teslim edilemedi"
    r"|kézbesíthetetlen|address not found|user unknown"
    r"|message status - undeliverable|mail delivery|nachricht konnte nicht|permanent (?:error|failure)"
    r"|temporary (?:error|failure)|message not sent|can.?t be delivered|couldn.t be delivered",
    re.IGNORECASE,
)
DELAY_WORDS = re.compile(
    r"delay|still (?:trying|being)|will (?:be )?(?:keep trying|continue|retr|be retried)|warning message only"
    r"|not (?:yet )?been delivered (?:yet|to all)|has not yet been|temporar(?:y|ily) (?:problem|fail|defer)"
    r"|no action is required|transient non-fatal|verzöger|retard|retras|ritard|vertrag|opóźni|atras|försen|forsink"
    r"|could not send message for past|keep trying"
    r"|you do not need to resend|will be attempted|\bdeferred\b",
    re.IGNORECASE,
)
GAVE_UP = re.compile(
    r"permanent|giv(?:en|ing) up|gave up|too long|too old|will not be retried|fatal|could not be delivered"
    r"|couldn.t be delivered|failed permanently|has failed|expired|no longer retry|returned to sender",
    re.IGNORECASE,
)
DELIVERY_TEXT = re.compile(
    r"(?:could|can|was|were|is|has|have|did|would|will)(?: ?not|n.t)\b.{0,60}\b(?:deliver|reach|sen[dt]|accepted"
    r"|forward|relay|receiv)|undeliverable|undelivered|delivery (?:has |to |of |)"
    r".{0,60}\b(?:fail|delay|unsuccess)|unable to (?:deliver|send|relay)|wasn.t able to deliver|permanent (?:error"
    r"|fatal|failure)|failed permanently|delivery (?:status|failure|failed|error)"
    r"|following (?:recipient|address|destination|user)|not (?:be )?delivered|returned (?:to sender|mail|below)"
    r"|remote host said|550[ -]|554[ -]|552[ -]|5\.\d\.\d{1,2}\b|4\.\d\.\d{1,2}\b"
    r"|nicht zugestellt|unzustellbar|n.a (?:pas pu|pu) être|non (?:remis|distribué)|no se (?:ha podido|pudo"
    r"|puede) entregar|non è stato (?:possibile|recapitato)|niet (?:worden )?(?:bezorgd|afgeleverd)"
    r"|nie (?:można|został\w*|mogła)|não (?:foi possível|pôde)|user unknown|unknown user|mailbox (?:full"
    r"|unavailable|not found)|over quota|delayed",
    re.IGNORECASE,
)
DELIVERED_SUBJECT = re.compile(
    r"\s*(?:delivered|relayed|expanded|successful (?:mail )?delivery|zugestellt|übermittelt|remis|distribué"
    r"|entregado|consegnato"
    r"|bezorgd|afgeleverd|dostarczono|entregue|levererat|leveret|levert)\s?(?:[:：]|report|$)",
    re.IGNORECASE,
)
DAEMON = re.compile(
    r"(?:[\w-]{1,40}-)?(?:mailer.?daemon|mail.?daemon|postmaster|mail.?system|mdaemon|microsoftexchange\w*|undeliver\w*"
    r"|mail.?delivery(?:.?(?:system|subsystem|service|agent|failure|status))?|bounces?"
    r"|delivery.?(?:notif\w*|system|status|subsystem)|majordomo|returned.?mail|mail.?admin|mailadm|smtp.?daemon|mmdf)"
    r"(?:[+=._-].*)?",
    re.IGNORECASE,
)
"""The whole of an address before its "@", where that is a mail system's."""

DAEMON_NAME = re.compile(
    r"(?:[\w.-]{1,40} )?(?:mail(?:er)?.?daemon|mail ?(?:delivery )?(?:system|subsystem|service)|mail administrator"
    r"|(?:internet )?mail delivery(?: (?:system|subsystem|service|agent))?|postmaster\S*)(?: \w{1,20})?",
    re.IGNORECASE,
)
"""The whole of a name by which mail systems call themselves. What only contains such a word is a company's."""

NOBODY = re.compile(
    r"(?:no.?reply|do.?not.?reply|dont.?reply|donotreply|noreply|nobody|auto.?(?:reply|respon\w+|mailer|mated"
    r"|confirm)|robot|notifications?|bounces?|newsletter|mailer.?daemon|mail.?daemon|postmaster"
    r"|kein.?antwort|nicht.?antworten|ne.?pas.?repondre|no.?responder|no.?contestar|nao.?responda|non.?rispondere"
    r"|svara.?(?:ej|inte))"
    r"(?:[+._-].*)?",
    re.IGNORECASE,
)
RECEIPT_SUBJECT = re.compile(
    r"\s*(?:read|not read|displayed|opened|return receipt|read receipt|read confirmation|gelesen|ungelesen"
    r"|gelöscht|lu|lu\(s\)|non lu|leído|no leído|letto|non letto|gelezen|niet gelezen|przeczytano|nieprzeczytane"
    r"|lida|lido|não lida|läst|läst\w*|lest|læst|ikke lest|luettu|přečteno|прочитано|darllenwyd"
    r"|disposition notification|lesebestätigung|empfangsbestätigung|accusé de (?:lecture|réception)"
    r"|confirmation de lecture"
    r"|confirmación de lectura|confirma(?:ción|zione|ção) di? ?lettura|conferma di lettura|leesbevestiging"
    r"|ontvangstbevestiging|potwierdzenie przeczytania|recibo de leitura|läskvitto|lesekvittering|開封済み"
    r"|已读)\b.{0,3}[:：(-]?",
    re.IGNORECASE,
)
RECEIPT_OF = re.compile(
    r"\b(?:message|e-?mail|mail|nachricht|courriel|mensaje|messaggio|bericht|wiadomo\w+|mensagem|meddeland\w+)",
    re.IGNORECASE,
)
"""What a receipt is about."""

RECEIPT_TEXT = re.compile(
    r"(?:was|were|has been|is) (?:read|displayed|opened|deleted|printed) (?:on|by|without|at)|was read\b"
    r"|return receipt for the mail|no guarantee that the message (?:has been|was) (?:read|understood)"
    r"|this is a (?:read|return) receipt|wurde (?:am|um|gelesen|angezeigt|ungelesen)|a été (?:lu|affiché|supprimé)"
    r"|ha sido (?:leído|mostrado)|se ha leído|è stato (?:letto|visualizzato)|is gelezen|werd gelezen"
    r"|is op .{1,30} gelezen"
    r"|został\w* (?:przeczytana|odczytana|wyświetlon)|foi (?:lida|exibida)|has ble?vit läst|lästes|blev læst"
    r"|ble lest|was delivered to|successfully delivered",
    re.IGNORECASE,
)
MEETING_SUBJECT = re.compile(
    r"\s*(?:accepted|declined|tentative(?:ly accepted)?|cancel(?:l)?ed(?: event)?|new time proposed"
    r"|updated invitation|meeting (?:accepted|declined)|angenommen|zugesagt|abgesagt|abgelehnt|mit vorbehalt"
    r"|vorläufig"
    r"|accepté|refusé|provisoire|aceptad[oa]|rechazad[oa]|provisional|accettat[oa]|rifiutat[oa]|provvisori[oa]"
    r"|geaccepteerd|geweigerd|voorlopig|zaakceptowane|odrzucone|wstępne|aceit[oae]|recusad[oa]|accepterat"
    r"|accepteret|akseptert|hyväksytty)"
    r"\s?(?:invitation)?\s?[:：]",
    re.IGNORECASE,
)
CHALLENGE = re.compile(
    r"(?:click|follow|visit).{0,80}(?:to|and) (?:confirm|verify|prove|complete).{0,60}(?:sender|delivery|human"
    r"|message|e-?mail)|sender verification|boxtrapper|spam ?arrest|earthlink.{0,40}suspect|tmda\b"
    r"|verify (?:that )?you(?:.re| are) (?:a )?(?:human|person|legitimate)|challenge.?response|added to (?:their"
    r"|my) (?:whitelist|approved)",
    re.IGNORECASE,
)
PROVIDER_REPORT = re.compile(
    r"report domain:|\bdmarc\b.{0,40}report|report[ -]?id:|tls.?rpt|complaint about message from \d", re.IGNORECASE
)
"""Subjects of what mail providers report about a domain, each with an archive or a message."""

REPORT_SUBJECT = re.compile(
    rf"{PROVIDER_REPORT.pattern}|abuse report|feedback loop|fbl\b|spam complaint"
    r"|junk mail report|aggregate report",
    re.IGNORECASE,
)
COPY_FOLLOWS = re.compile(
    r"^.{0,30}(?:below this line is|this is a copy of the message|original message (?:follows|headers)"
    r"|a copy of the (?:original )?message|copy of your message|message headers? follows?"
    r"|text of message|the (?:original|returned) message|unsent message|original-?headers|returned message"
    r"|headers of your message|begin original message|message header|- the headers of|original message"
    r"|ursprüngliche nachricht"
    r"|included is a copy|the body of the message|message follows|forwarded message|attached is a copy"
    r"|a copy of the mail|les? en-?têtes? du message|-+ ?start of).{0,80}$"
    r"|^(?:Return-Path|Received|Message-ID|DKIM-Signature|X-Received|MIME-Version):",
    re.IGNORECASE | re.MULTILINE,
)
