"""Find names where capitals do not tell them: by titles, by verbs of speech, by kinds of houses.

Chinese, Arabic and Hindi are written without capitals, German with a capital for every noun. What
stands beside a name has a form there, too. Words that are no name in that place are left out by
short lists of usual words; there are no lists of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.publishing.review.disclosures import Found


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CASELESS = re.compile(r"[\u0600-\u06ff\u0900-\u097f\u3400-\u9fff]")

# Chinese: signs that are part of usual words before a title, so that no name ends with them.
_USUAL = (
    "的个位名是和跟给对叫问当做有多些好老大小女男年轻他她它我你您们这那每某各该本院治习庭科任班门系病前"
    "一二两三几数后来然总常直可以应能所但如因为就都也还又再才会要想没不别去到时候话据在被把让从向与"
    "或及其并而且听请找见看谁何什么怎样很真太最更新旧同学专职住主副首席实见值护男在于之者等儿"
)
_SIGN = rf"(?:(?![{_USUAL}])[\u3400-\u9fff])"
_HONOURS = "护士长|医生|醫生|大夫|教授|主任|老师|老師|护士|護士|先生|女士|小姐|师兄|师姐|院长|博士"
_HOUSES = "医学院|医院|醫院|大学|大學|学院|诊所|卫生院|疗养院"
_KINDS = "综合|教学|公立|私立|社区|当地|地方|专科|大型|附属|儿童|妇产|三甲|其他|整个|公办|民办|医科"
_CHINESE = (
    ("name", re.compile(rf"({_SIGN}{{1,3}}(?:{_HONOURS}))")),
    ("institution", re.compile(rf"((?!{_KINDS}){_SIGN}(?:[\u3400-\u9fff]{{1,6}})(?:{_HOUSES}))")),
    ("name", re.compile(
        r"(?:^|[\s\uff0c\u3002\uff1b\uff1a\uff01\uff1f\u3001\u201c\u201d\"\u300c\u300d,.])"
        r"([\u3400-\u9fff]{2,3})(?=(?:对我|跟我)?(?:说|告诉|问我|教我|建议|提醒))"
    )),
)  # fmt: skip
_SPOKEN = _CHINESE[2][1]
_SPEAKERS = re.compile(
    "[的他她我你们这那有听就还也又再都后然但所如因为可以应该不没想要会对人师生]"
    "|(?:大夫|教授|主任|护士|女士|妈|爸|父母|父亲|母亲|朋友|同事|患者|家属|领导|组长|论文|文章|书上)$"
)
"""Who, or what, is told of without a name."""

_ARABIC_WORD = r"[\u0621-\u064a\u0671-\u06d3\u064b-\u0652]{2,}"
_ARABIC = (
    ("name", re.compile(
        r"(?<!\w)[وفبلك]?(?:الدكتورة?|دكتورة?|د\.|أ\.\s?د\.|الأستاذة?|البروفيسورة?|السيدة?|الآنسة"
        rf"|الممرضة?|للدكتورة?|الطبيبة?)\s+({_ARABIC_WORD}(?:\s+ال{_ARABIC_WORD})?)"
    )),
    ("institution", re.compile(
        rf"(?<!\w)[وفبلك]?(?:مستشفى|جامعة|كلية|عيادة|معهد|مركز)\s+({_ARABIC_WORD}(?:\s+{_ARABIC_WORD})?)"
    )),
    ("name", re.compile(
        r"(?<!\w)[وف]?(?:قالت?|أخبرت?ني|سألت?ني|نصحت?ني|علمت?ني|شجعت?ني)\s+(?:لي\s+)?"
        rf"({_ARABIC_WORD})"
    )),
)  # fmt: skip
_NOT_ARABIC = _words(
    """
    قال قالت الذي التي في من على إلى كان كانت هو هي هم أن إن إنه إنها أنه أنها أنني إنني
    لي لنا له لها ذلك هذا هذه أحد أحدهم بعض كل ما نعم لا لم لن ثم عن مع كبير كبيرة جديد
    جديدة آخر أخرى عام عامة خاص خاصة حكومي حكومية تعليمي تعليمية طبي طبية صغير صغيرة كيف
    لماذا متى بأن حتى عندما نحن أنا كذلك أيضا
    """
)
_CLASSES = _words(
    "الطب التمريض الصيدلة العلوم المدينة الأطفال الجراحة الولادة التدريب الأبحاث البحوث"
)
"""What houses are for: the college of medicine is any."""

_HINDI_WORD = r"[\u0901-\u0963\u0971-\u097f]{2,}"
_HINDI = (
    ("name", re.compile(
        r"(?<![\u0900-\u097f])(?:डॉ\.?|डा\.?|डॉक्टर|श्री|श्रीमती|सुश्री|प्रो\.|प्रोफेसर|प्रोफ़ेसर|नर्स|सिस्टर)"
        rf"\s+({_HINDI_WORD})"
    )),
    ("name", re.compile(rf"(?<![\u0900-\u097f])({_HINDI_WORD})\s+जी(?![\u0900-\u097f])")),
    ("institution", re.compile(
        rf"(?<![\u0900-\u097f])({_HINDI_WORD})\s+(?:अस्पताल|विश्वविद्यालय|मेडिकल|कॉलेज|क्लिनिक|संस्थान)"
    )),
    ("name", re.compile(
        rf"(?<![\u0900-\u097f])({_HINDI_WORD})\s+ने\s+(?:मुझे\s+|मुझसे\s+|हमें\s+)?"
        r"(?:कहा|बताया|पूछा|सिखाया|समझाया|सलाह)"
    )),
)  # fmt: skip
_NOT_HINDI = _words(
    """
    ने को से का की के और है हैं था थे थी में पर भी ही तो साहब एक इस उस उन इन हम आप मैं
    मैंने वह वे यह ये किसी सब सभी कोई जो जिस मेरे मेरी मेरा हमारे हमारी हमारा उनके उनकी
    अपने अपनी सरकारी निजी बड़े बड़ा छोटे दूसरे नए नया पुराने स्थानीय डॉक्टर डॉक्टरों
    नर्स मरीज़ मरीज माँ मां पिता पिताजी माता माताजी भाई बहन दोस्त शिक्षक सर मैडम गुरु
    गुरुजी लोगों छात्र छात्रों मित्र उन्होंने उसने हमने आपने दादा दादी
    """
)

_SAYS = (
    "sagte|sagt|meinte|meint|fragte|fragt|erzählte|erzählt|erklärte|erklärt|antwortete|riet|empfahl"
    "|zeigte|schrieb|half|lehrte"
)
_NOUN = r"[A-ZÄÖÜ][\w'\u2019-]*[a-zäöüß]"
_GERMAN = re.compile(
    rf"(?P<before>(?<!\w)[\w'-]+\s+)?(?<!\w)(?P<one>{_NOUN})(?=\s+(?:{_SAYS})\b)"
    rf"|\b(?:{_SAYS})\s+(?P<two>{_NOUN})(?!\w)"
)
_ARTICLES = (
    r"(?:der|die|das|dem|den|des|ein|eine|einer|einem|einen|mein|meine|meiner|meinem|sein|seine|ihr|ihre"
    r"|unser|unsere|kein|keine|dieser|diese|dieses|jener|jene|jeder|jede|jedes|welche|manche|zur|zum"
    r"|vom|beim|im|am)"
)
_NOT_GERMAN = _words(
    """
    Er Sie Es Ich Wir Ihr Du Man Jemand Niemand Wer Was Das Dies Dieser Diese Jeder Jede
    Keiner Einer Eine Alle Mir Dir Uns Ihm Ihnen Mich Dich Und Aber Dann Da So Wie Hier
    Dort Später Heute Gestern Danach Auch
    """
)


class German:
    """Names beside verbs of speech in German, where nouns have capitals as well.

    A name has no article. What stands anywhere in ``texts`` after one, or after an adjective, is a
    noun.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        # What is asked for is rare, so the texts are kept and looked through when it is.
        self._texts = "\n".join(texts)
        self._nouns: dict[str, bool] = {}

    def names(self, text: str) -> Iterator[Found]:
        """Yield what reads as a name."""
        for match in _GERMAN.finditer(text):
            group = "one" if match["one"] else "two"
            word, before = match[group], (match["before"] or "").strip()
            after_adjective = before[:1].islower() and before.endswith(
                ("e", "en", "er", "es", "em")
            )
            if word in _NOT_GERMAN or (after_adjective and group == "one"):
                continue
            if not self._is_noun(word):
                yield Found("name", word, match.start(group))

    def _is_noun(self, word: str) -> bool:
        found = self._nouns.get(word)
        if found is None:
            found = self._nouns[word] = bool(
                re.search(rf"\b{_ARTICLES}\s+(?:\w+(?:e|en|er|es|em)\s+)?{re.escape(word)}\b",
                          self._texts, re.IGNORECASE)
            )  # fmt: skip
        return found


def spotted(text: str) -> Iterator[Found]:
    """Yield what reads as a name, or as that of a house, in scripts without capitals.

    >>> [tuple(found) for found in spotted("昨天张医生告诉我要慢慢来")]
    [('name', '昨天张医生', 0)]
    """
    if text.isascii() or not _CASELESS.search(text):
        return
    for reason, pattern in _CHINESE:
        for match in pattern.finditer(text):
            if pattern is not _SPOKEN or not _SPEAKERS.search(match[1]):
                yield Found(reason, match[1], match.start(1))
    for patterns, others in ((_ARABIC, _NOT_ARABIC), (_HINDI, _NOT_HINDI)):
        for reason, pattern in patterns:
            for match in pattern.finditer(text):
                first = match[1].split()[0]
                if first in others or (reason == "name" and first.startswith("ال")):
                    continue
                if reason == "institution" and first in _CLASSES:
                    continue
                yield Found(reason, text[match.start() : match.end(1)], match.start())
