"""What tells who somebody is, in languages where capitals do not tell names. Nobody here exists."""

# ruff: noqa: E501, RUF001

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kg.namespaces import BASE, PIF, RDFS, study_graph
from kg.publishing.review import check_study
from kg.terms import A, iri, text

NOW = datetime(2025, 5, 5, tzinfo=UTC)
ROOT = iri(f"{BASE}study/far")
LABEL = iri(f"{RDFS}label")
HARMLESS = {
    "de": [
        "Der Arzt sagte nichts, und die alte Schwester meinte, dass der Abend im Haus ruhig war.",
        "Mein Mentor sagte oft, dass Geduld die beste Lehrerin ist. Danach fragte die Kollegin nach.",
        "Er sagte, das Krankenhaus und die Station seien wie eine Familie. Niemand fragte den Patienten.",
        "Meine Mutter sagte, im Jahr 2019 waren 12 Betten in 3 Zimmern, und die Ruhe half.",
    ],
    "zh": [
        "我的老师说要坚持。她说没关系，后来医生来了，我们一起学习。有人说过这样的话。",
        "住院医生很忙，主治医生也很忙。我去了医院，在医院里学习，我们医院很大。",
        "有一位医生告诉我要慢慢来，2019年有12个学生参加了这个项目，护士说很好。",
    ],
    "ar": [
        "قال الطبيب إن الأمر صعب، وقال لي إنه متعب، ثم تعلمت أن أتمهل كل يوم.",
        "درست في كلية الطب وعملت في مستشفى كبير، وكان المشرف يشجعنا دائما في عام 2019.",
        "أخبرني أحد الزملاء أن الصبر مهم، وقالت الممرضة التي كانت معنا إن كل شيء بخير.",
    ],
    "hi": [
        "डॉक्टर ने कहा कि ठीक है, और मेरे शिक्षक ने बताया कि धैर्य रखना चाहिए।",
        "मैं एक अस्पताल में काम करता था, और उन्होंने मुझे 2019 में बहुत कुछ सिखाया।",
        "हमारे मेडिकल कॉलेज में सभी छात्रों को एक दूसरे की मदद करनी होती थी।",
    ],
    "fr": [
        "Mon mentor m'a dit de ralentir. Elle a dit que tout irait bien, et nous avons ri.",
        "À l'hôpital, les médecins étaient fatigués ; en 2019 il y avait 12 lits dans 3 chambres.",
    ],
}  # fmt: skip
PLANTED = [
    ("de", "Meera sagte mir, ich solle langsamer werden.", "name", "Meera"),
    ("de", "Dann fragte Jonas noch einmal nach.", "name", "Jonas"),
    ("de", "Frau Nairmann half uns allen.", "name", "Frau Nairmann"),
    ("de", "Ich rief Prof. Dr. Okaforsen an.", "name", "Prof. Dr. Okaforsen"),
    ("de", "Wir arbeiteten am Klinikum Zemblastadt.", "institution", "Klinikum Zemblastadt"),
    ("de", "Ruf mich unter 0171 2345678 an.", "phone", "0171 2345678"),
    ("de", "Ich bin geboren am 12. März 1994.", "birth-date", "geboren am 12. März 1994"),
    ("de", "Schreib an m.nairmann@example.org bitte.", "email", "m.nairmann@example.org"),
    ("de", "Benutzername: nairmann", "account", "Benutzername: nairmann"),
    ("zh", "张医生告诉我要慢慢来。", "name", "张医生"),
    ("zh", "我和陈教授讨论了很久。", "name", "陈教授"),
    ("zh", "王小明说他会帮我。", "name", "王小明"),
    ("zh", "我在赞布拉协和医院实习。", "institution", "赞布拉协和医院"),
    ("zh", "请写信给meera@example.org谢谢", "email", "meera@example.org"),
    ("zh", "也可以写给meera＠example.org。", "email", "meera＠example.org"),
    ("zh", "我的电话是13812345678，随时打来。", "phone", "13812345678"),
    ("zh", "打+65 9123 4567给我", "phone", "+65 9123 4567"),
    ("zh", "文件在/home/someone/a.txt 里", "path", "/home/someone/a.txt"),
    ("zh", "看https://github.com/mnair 吧", "account", "https://github.com/mnair"),
    ("zh", "她的微信：meera_n", "account", "微信：meera_n"),
    ("zh", "我出生于1994年3月12日。", "birth-date", "出生于1994年3月12"),
    ("ar", "أخبرني الدكتور سامرون أن أتمهل", "name", "الدكتور سامرون"),
    ("ar", "قالت ليلاني إن كل شيء سيكون بخير", "name", "قالت ليلاني"),
    ("ar", "عملت في مستشفى زمبلا التعليمي", "institution", "مستشفى زمبلا التعليمي"),
    ("ar", "رقم هاتفي ٠٥٠١٢٣٤٥٦٧", "phone", "رقم هاتفي ٠٥٠١٢٣٤٥٦٧"),
    ("ar", "اكتب إلى meera@example.org", "email", "meera@example.org"),
    ("ar", "الملف في /home/someone/a.docx", "path", "/home/someone/a.docx"),
    ("hi", "डॉ. मीरानी से मैंने बहुत सीखा", "name", "डॉ. मीरानी"),
    ("hi", "राजीवन ने कहा कि धैर्य रखो", "name", "राजीवन"),
    ("hi", "मैंने ज़ेम्बला अस्पताल में काम किया", "institution", "ज़ेम्बला"),
    ("hi", "मुझे 98765 43210 पर फोन करें", "phone", "98765 43210"),
    ("hi", "ईमेल meera@example.org है", "email", "meera@example.org"),
    ("hi", "मेरा जन्म 12/03/1994 को हुआ", "birth-date", "जन्म 12/03/1994"),
    ("fr", "C'était Mme Rouxelle qui nous aidait.", "name", "Mme Rouxelle"),
    ("fr", "Ensuite, M. Lefèvrier est parti.", "name", "M. Lefèvrier"),
    ("fr", "Amaëlle m'a dit de ralentir.", "name", "Amaëlle"),
    ("fr", "Nous étions à l'université de Zembla.", "institution", "université de Zembla"),
    ("fr", "Mon numéro est le 06 12 34 56 78.", "phone", "06 12 34 56 78"),
]  # fmt: skip


def pif(name):
    return iri(PIF + name)


def thing(path):
    return iri(f"{ROOT[1:-1]}/{path}")


def found_in(language, sentence="", *more):
    """Return what is found in a study of harmless sentences, with one more of them."""
    said = {
        (ROOT, A, pif("Study")), (ROOT, pif("identifier"), text("far")),
        (ROOT, iri("http://purl.org/dc/terms/license"),
         iri("https://creativecommons.org/licenses/by/4.0/")),
        (ROOT, pif("reportedIn"), iri("https://doi.org/10.5555/work")),
        (iri("https://doi.org/10.5555/work"), A, pif("Publication")),
        (thing("document/D1"), A, pif("InterviewTranscript")),
        (thing("document/D1"), pif("identifier"), text("D1")),
        (thing("document/D1"), pif("ofStudy"), ROOT), *more,
    }  # fmt: skip
    for n, words in enumerate([*filter(None, [sentence]), *HARMLESS[language] * 3]):
        quote = thing(f"quote/Q{n}")
        said |= {
            (quote, A, pif("Quote")), (quote, pif("identifier"), text(f"Q{n}")),
            (quote, pif("ofStudy"), ROOT), (quote, pif("text"), text(words)),
            (quote, pif("drawnFrom"), thing("document/D1")),
            (quote, pif("accessLevel"), pif("Public")),
        }  # fmt: skip
    _, refusals = check_study("far", {study_graph("far"): said}, now=NOW)
    return [r for r in refusals if r.kind == "blocking"]


@pytest.mark.parametrize("language", sorted(HARMLESS))
def test_harmless_words_give_one_finding_at_most_that_they_cannot_be_read(language):
    found = [(r.reason, r.found) for r in found_in(language)]

    assert found == ([] if language == "fr" else [("unread", ())])


@pytest.mark.parametrize(("language", "sentence", "reason", "words"), PLANTED)
def test_what_needs_no_capitals_is_found(language, sentence, reason, words):
    found = [r for r in found_in(language, sentence) if r.name == "far/quote/Q0"]

    assert any(r.reason == reason and any(words in w for w in r.found) for r in found), found


LISTED = [
    ("zh", "participant", LABEL, "李雷明", "昨天李雷明帮了我。"),
    ("ar", "coder", LABEL, "سلمانا", "كان معنا وسلمانا أيضا"),
    ("hi", "coder", LABEL, "सुनीतारा", "मेरे साथ सुनीतारा भी थी"),
    ("de", "coder", LABEL, "Annegrit Muster", "Da war auch Annegrit Muster dabei."),
    ("fr", "contact", pif("contact"), "amelie du val, amelie@example.org", "selon amelie du val, oui"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "kind", "property", "name", "sentence"), LISTED)
def test_names_that_the_study_lists_are_found_in_its_words(
    language, kind, property, name, sentence
):
    if kind == "contact":
        more = [(ROOT, property, text(name))]
    else:
        record, class_ = (
            thing(f"{kind}/X1"),
            "Participant" if kind == "participant" else "Researcher",
        )
        more = [
            (record, A, pif(class_)), (record, pif("ofStudy"), ROOT),
            (record, pif("identifier"), text("X1")), (record, property, text(name)),
        ]  # fmt: skip

    found = found_in(language, sentence, *more)

    [told] = [r for r in found if r.name == "far/quote/Q0"]
    assert (told.reason, told.found) == ("name", (name.partition(",")[0],))


@pytest.mark.parametrize(
    ("language", "label", "sentence"),
    [
        ("zh", "晨曦计划", "我参加了晨曦计划以后改变了很多。"),
        ("ar", "برنامج الفجر", "غيرني برنامج الفجر كثيرا"),
        ("de", "Morgenrot", "Das Programm Morgenrot hat mir geholfen."),
    ],
)
def test_programme_and_host_are_found_by_their_labels(language, label, sentence):
    host = thing("organisation/host")
    more = [
        (host, A, pif("Organization")), (host, pif("ofStudy"), ROOT), (host, LABEL, text(label)),
        (host, pif("identifier"), text("host")),
    ]  # fmt: skip

    found = found_in(language, sentence, *more)

    assert [(r.name, r.reason, r.found) for r in found if r.reason != "unread"] == [
        ("far/quote/Q0", "institution", (label,))
    ]
