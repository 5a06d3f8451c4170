"""Find what tells who somebody is in a text: names, addresses, numbers, paths, places.

A review aid: what it finds is worth reading, and what it does not find may still be there. It
goes by form alone: nothing is looked up anywhere, and there are no lists of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.publishing.review import wordlists


class Found(NamedTuple):
    """What was found: the reason it matters, the words, and where they begin."""

    reason: str
    words: str
    start: int


_NAME = r"[^\W\d_a-zß-öø-ÿ]['\u2019]?[^\W\d_]*[a-zß-öø-ÿ][^\W\d_]*(?:[-'\u2019](?!s\b)[^\W\d_]+)*"
"""A word with a capital first and a small letter somewhere: Meera, O'Neill, Jean-Luc, McAdams."""
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTHS}\b\.?(?:,?\s+\d{{4}})?"
    rf"|{_MONTHS}\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?)"
)
_SITES = (
    r"(?:github|gitlab|bitbucket|twitter|x|facebook|fb|instagram|linkedin|tiktok|youtube|medium"
    r"|reddit|researchgate|academia|orcid|t|wa|weibo|threads|bsky|keybase)"
)
_ENDS = r"(?:com|net|org|edu|me|app|social)"
_LOGIN = (
    r"(?:\b(?:user[ -]?name|user[ -]?id|login|skype|telegram|wechat|handle|benutzername|nutzername"
    r"|identifiant|pseudo|nom d['\u2019]utilisateur)|用户名|用戶名|微信号?|账号|اسم المستخدم"
    r"|उपयोगकर्ता नाम)"
)
_AT, _DOT = r"[\[({]\s*at\s*[\])}]", r"[\[({]\s*dot\s*[\])}]"
_BORN = r"(?:born|birth ?day|birth ?date|date of birth|d\.?o\.?b)"
_BORN_ELSEWHERE = (
    r"(?:\bgeboren|\bgeburts(?:datum|tag)|\bn[ée]e? le|\bdate de naissance|出生|生日|生于|مواليد"
    r"|تاريخ الميلاد|ولدت|जन्म)"
)
_PHONE_ELSEWHERE = (
    r"(?:\b(?:telefon\w*|handy\w*|mobilnummer|rufnummer|t[ée]l[ée]phone|portable|num[ée]ro)\b|电话|電話"
    r"|手机|手機|致电|هاتف|الهاتف|جوال|رقم|फ़ोन|फोन|मोबाइल|नंबर)"
)

_HARD: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("path", r"file:/{1,3}[^\s\"<>]+"),
        ("path", r"(?<![a-z0-9])[a-z]:[\\/](?!/)[^\s\"<>|]*"),
        ("path", r"(?<![\\\w])\\\\[\w.$-]+\\[^\s\"<>|]*"),
        ("path", r"(?<![\w.:/])~?/(?:users|home|root|volumes|mnt|media)/[^\s\"<>]+"),
        ("account", r"\b[a-z][a-z0-9+.-]{1,9}://[^\s/@\"<>]+@[^\s\"<>]+"),
        ("account", r"\bhttps?://[^\s\"<>]*/~[^\s/\"<>]+"),
        ("account", rf"\b(?:https?://)?(?:[a-z]{{2,3}}\.)?{_SITES}\.{_ENDS}/[^\s\"<>]+"),
        ("account", rf"{_LOGIN}\s*[:=]\s*\S+"),
        ("email", r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+"),
        ("email", rf"\b[\w.+-]{{1,64}}\s*{_AT}\s*[\w-]+(?:\s*(?:\.|{_DOT})\s*\w+)+"),
        ("account", r"(?<![\w@.+-])@[a-z_][\w.]{2,29}(?![\w@])"),
        ("birth-date", rf"\b{_BORN}\b\W{{0,4}}(?:\w+\W{{1,3}}){{0,4}}?{_DATE}"),
        ("birth-date", rf"{_BORN_ELSEWHERE}\D{{0,20}}?(?:{_DATE}|\d{{1,2}}\.?\s+\w+\.?\s+\d{{4}}"
                       r"|\d{4}\s?[年/.-]\s?\d{1,2}(?:\s?[月/.-]\s?\d{1,2})?)"),
        ("id-number", r"\b[STFGM]\d{7}[A-Z]\b"),
        ("id-number", r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),
        ("id-number", r"\b(?:nric|passport|ssn|mcr|mrn|gmc|nhs)\W{0,3}(?:no|number|nr)?\W{0,4}"
                      r"[A-Z]{0,3}\d[\dA-Z -]{4,20}\b"),
        ("phone", r"(?<![\w+])\+\d[\d ()./-]{6,20}\d(?!\w)"),
        ("phone", r"\b(?:tel|telephone|phone|mobile|cell|call|whatsapp|fax|hp|ring|text)\b"
                  r"[^\d\n+]{0,16}\(?\d[\d ()./-]{4,18}\d(?!\w)"),
        ("phone", rf"{_PHONE_ELSEWHERE}[^\d\n+]{{0,16}}\(?\d[\d ()./-]{{4,18}}\d"),
        ("phone", r"(?<![\w.,/-])0\d(?:[ .-]\d{2}){4}(?![\w-])"),
        ("phone", r"(?<![\w.,/-])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\w-])"),
        ("phone", r"(?<![\w.,/-])[6-9]\d{4}[ -]\d{5}(?![\w-])"),
        ("phone", r"(?<![\w.,/-])\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])"),
        ("phone", r"(?<![\w.,/-])\(?0\d{2,4}\)?[ /-]\d{3,4}[ -]?\d{3,4}(?![\w-])"),
    )
)  # fmt: skip
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)}
"""Signs of the width of a Chinese one, and what they are."""
_UNSPACED = re.compile(
    r"[\u0600-\u065f\u066a-\u06ef\u0900-\u0965\u0970-\u097f\u0e00-\u0e4f\u3040-\u9fff\uac00-\ud7a3]"
)
"""Letters of scripts that put no space, or none that counts, around what has a form of its own."""
_WORTH_LOOKING = re.compile(rf"[@\\~/\d]|{_AT}|{_LOGIN}\s*[:=]", re.IGNORECASE)
_TITLE = (
    r"(?:Dr|DR|Dre|Prof|PROF|Professor|Professorin|Professeure?|Doctor|Doktor|Docteure?|Mr|MR|Mrs|MRS"
    r"|Ms|MS|Mx|Miss|Madam|Mdm|Sir|Dame|Datuk|Sister|Schwester|Nurse|Matron|Consultant|Registrar"
    r"|Ober[aä]rzt(?:in)?|Chef[aä]rzt(?:in)?|Uncle|Aunt(?:y|ie)?|Frau|Herrn?|Mme|Mlle|Madame|Monsieur"
    r"|M(?=\. ))"
)
_TITLE_WORDS = (
    "Dr", "DR", "Prof", "PROF", "Do", "Mr", "MR", "Mrs", "Ms", "MS", "Mx", "Miss", "Madam", "Mdm",
    "Sir", "Dame", "Datuk", "Sister", "Schwester", "Nurse", "Matron", "Consultant", "Registrar",
    "Ober", "Chef", "Uncle", "Aunt", "Frau", "Herr", "Mme", "Mlle", "Monsieur", "M. ",
)  # fmt: skip
"""What a text must hold to hold a title: quicker to look for."""
_TITLED = re.compile(
    rf"\b(?:A/|Assoc\.?\s+|Asst\.?\s+)?(?:{_TITLE}\b\.?\s+)+((?:[A-Z]\.?\s+){{0,2}}"
    rf"(?:{_NAME}|(?<=DR )[A-Z]{{2,}}|(?<=DR\. )[A-Z]{{2,}})(?:\s+{_NAME}){{0,3}})"
)
_PLACES = (
    r"(?:Hospitals?|University|Universit\w+|College|School|Clinic|Institute|Polyclinic|Hospice"
    r"|Infirmary|Academy|Centre|Center|Foundation|Ministry|Nursing Home|Medical Group|Ward)"
)
_ELSEWHERE = (
    r"(?:(?:Krankenhaus|Klinikum|Klinik|Universit(?:ätsklinikum|ätsklinik|ät)|Hochschule)\s+"
    r"(?:(?:in|von)\s+)?"
    r"|(?:[Hh]ôpital|[Cc]linique|[Uu]niversité|CHU|[Ff]aculté|[Ii]nstitut)\s+"
    r"(?:de\s+la\s+|de\s+l['\u2019]|des?\s+|du\s+|d['\u2019])?)"
)
"""What stands before the name of a house in German and French."""
_INSTITUTION = re.compile(
    rf"\b((?:{_NAME}\s+(?:(?:and|of|the|for|&)\s+)?){{1,5}}{_PLACES}\b(?:\s+of(?:\s+the)?\s+{_NAME})?"
    rf"|{_PLACES}\s+(?:of|for)\s+(?:the\s+)?{_NAME}(?:\s+{_NAME})*"
    rf"|{_ELSEWHERE}{_NAME}(?:[ -]{_NAME})*)"
)
_HOUSE_WORDS = (
    "Hospi", "Univers", "univers", "College", "School", "Clini", "clini", "Instit", "instit",
    "Polyclinic", "Infirmary", "Academy", "Cent", "Foundation", "Ministry", "Nursing", "Medical",
    "Ward", "Krankenhaus", "Klinik", "Hochschule", "ôpital", "CHU", "acult",
)  # fmt: skip
"""What a text must hold to hold the name of a house."""
_CAPITALS = re.compile(
    rf"(?<![\w\u2019'-]){_NAME}(?:(?:\s+(?:de|van|von|bin|binte|binti|al|el|da|dos|del|la)\b)?\s+{_NAME})*"
)
_ONE = re.compile(_NAME)
_SHORT_FORM = re.compile(r"[A-Z]{2,}s|[A-Z][a-z][A-Z]+s?")
"""CVs, PhD: short for a word, not for somebody."""
_BEFORE = re.compile(
    r"(?:^|[.!?…:;\n\r•\u2013—|/=]|\.\.\.)[\s\"'“”\u2018\u2019«»(\[{*_-]*$|[\"“«(\[{]\s*$|^\W*$"
)
_IN = re.compile(r"\b(?:in|at|from|near|to|around|outside|across)\s+(?:the\s+)?$", re.IGNORECASE)
_SPEAKS = re.compile(
    rf"\s+(?:{'|'.join(wordlists.SPEAKING)})\b|\s+(?:is|was|as)\s+my\b|\s+and\s+I\b"
    r"|\s+(?:m['\u2019]a|nous\s+a|a\s+(?:dit|demandé|expliqué|répondu)|disait|dit)\b|['\u2019]s\s+(?:"
    rf"{'|'.join(wordlists.OF_PERSONS)})\b"
)
_CALLED = re.compile(r"\b(?:called|named|name(?:'s|\u2019s| is| was)|I am|I['\u2019]m)\s+$")


@dataclass(slots=True)
class Vocabulary:
    """Words, in lower case, that are no disclosure although they have a capital.

    ``shared`` are those of the ontology and the scheme, ``own`` those of the study's labels and
    of the authors it cites; ``small`` are words that stand without a capital in the texts.
    """

    shared: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    small: set[str] = field(default_factory=set)

    def __contains__(self, word: str) -> bool:
        if _SHORT_FORM.fullmatch(word):
            return True
        plain = word.lower().replace("\u2019", "'").removesuffix("'s")
        if "-" in plain and all(part in self.own for part in plain.split("-")):
            return True
        if plain in wordlists.NAMES_TOO:
            return plain in self.own
        return (
            plain in self.own
            or plain in self.shared
            or plain in self.small
            or plain in wordlists.CAPITALS
            or plain in wordlists.STARTS
        )


def hard(text: str) -> Iterator[Found]:
    """Yield what has a form of its own: addresses, paths, numbers, accounts, dates of birth.

    >>> [f.words for f in hard("in C:\\\\Users\\\\someone\\\\a.qdpx, ask m.nair@example.org")]
    ['C:\\\\Users\\\\someone\\\\a.qdpx,', 'm.nair@example.org']
    """
    plain = text if text.isascii() else text.translate(_WIDE)
    if not _WORTH_LOOKING.search(plain):
        return
    apart = plain if text.isascii() else _UNSPACED.sub(" ", plain)
    taken: list[tuple[int, int]] = []
    for looked_at in (apart,) if apart == plain else (apart, plain):
        for reason, pattern in _HARD:
            for match in pattern.finditer(looked_at):
                if reason == "phone" and not 6 <= sum(c.isdigit() for c in match[0]) <= 15:
                    continue
                if not overlaps(taken, *match.span()):
                    taken.append(match.span())
                    yield Found(reason, text[match.start() : match.end()], match.start())


def names(text: str, known: Vocabulary) -> Iterator[Found]:
    """Yield what reads as the name of a person, a place or an institution.

    >>> [tuple(f) for f in names("as Dr Meera Nair told me", Vocabulary())]
    [('name', 'Dr Meera Nair', 3)]
    >>> [f.words for f in names("My mentor Jonathan was there.", Vocabulary())]
    ['Jonathan']
    """
    taken: list[tuple[int, int]] = []
    for match in _TITLED.finditer(text) if any(word in text for word in _TITLE_WORDS) else ():
        words = _ONE.findall(match[1])
        if not words or not all(word.lower() in wordlists.CAPITALS for word in words):
            taken.append(match.span())
            yield Found("name", match[0], match.start())
    for match in _INSTITUTION.finditer(text) if any(word in text for word in _HOUSE_WORDS) else ():
        words = _ONE.findall(match[0])
        if not overlaps(taken, *match.span()) and not all(
            word in known or word.lower() in wordlists.OF_INSTITUTIONS for word in words
        ):
            taken.append(match.span())
            yield Found("institution", match[0], match.start())
    for match in _CAPITALS.finditer(text):
        if not overlaps(taken, *match.span()):
            yield from _capitals(text, match, known)


def _capitals(text: str, match: re.Match[str], known: Vocabulary) -> Iterator[Found]:
    """Yield what of a sequence of words with capitals reads as a name."""
    words = list(_ONE.finditer(text, match.start(), match.end()))
    before = text[max(0, match.start() - 40) : match.start()]
    if _BEFORE.search(before) if match.start() else True:
        first, rest = words[0], words[1:]
        plain = first[0].lower()
        others = [word for word in rest if word[0] not in known]
        if not others:
            if (
                plain not in known.small
                and first[0] not in known
                and (_SPEAKS.match(text, match.end()))
            ):
                yield Found("name", match[0], match.start())
            return
        start = others[0].start() if first[0] in known else first.start()
    else:
        others = [word for word in words if word[0] not in known]
        if not others:
            return
        start = others[0].start()
    end = others[-1].end()
    if "-" in others[-1][0] and _EPONYM.match(text, end):
        return
    reason = "name"
    if _IN.search(before) and start == match.start() and not _SPEAKS.match(text, end):
        reason = "place"
    yield Found(reason, text[start:end], start)


_EPONYM = re.compile(
    r" (?:models?|theor(?:y|ies)|frameworks?|scales?|inventor(?:y|ies)|questionnaires?)\b"
)
"""What is called after two authors, joined by a hyphen: nobody's mentor is written so."""


def is_titled(found: Found) -> bool:
    """Say whether a name was found by a title before it, so that capitals do not matter."""
    return _TITLED.match(found.words) is not None


def overlaps(taken: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether a span has something in common with others."""
    return any(start < stop and begin < end for begin, stop in taken)


_INNER = re.compile(r'(?:(?<=[^.!?:…"“”] )|(?<=^ ))[^\W\d_]{2,}')
"""Words inside sentences."""
_SMALL = re.compile(r"(?<![^\W\d_])[^\W\d_A-ZÀ-ÖØ-Þ][^\W\d_]*")
_CASED = re.compile(r"[^\W\d_]+")


def small_words(text: str) -> Iterable[str]:
    """Return the words that stand in a text without a capital."""
    return _SMALL.findall(text)


def _has_no_case(word: str) -> bool:
    return word[0].lower() == word[0].upper()


def capitals_mean_nothing(texts: Iterable[str]) -> bool:
    """Say whether names cannot be told by capitals: where nouns have them, or letters have none.

    >>> capitals_mean_nothing(["wir haben den Arzt und die Schwester im Haus am Abend gefragt"] * 9)
    True
    """
    inner = capital = letters = caseless = 0
    for text in texts:
        words = _CASED.findall(text)
        letters += sum(map(len, words))
        if not text.isascii():
            caseless += sum(len(word) for word in words if _has_no_case(word))
            words = [word for word in _INNER.findall(text) if not _has_no_case(word)]
        else:
            words = _INNER.findall(text)
        inner += len(words)
        capital += sum(word[0].isupper() and not word.isupper() for word in words)
        if letters > 50_000:
            break
    return (inner >= 50 and capital > 0.14 * inner) or (letters >= 40 and caseless > letters // 3)
