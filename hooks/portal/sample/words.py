"""Words of the sample data in the site's languages: names, topics, audiences.

Every noun stands in the forms that the sentences need, so that nothing has to be inflected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("en", "bg", "ro", "cs")


class Words(dict[str, str]):
    """One text in all languages of the sample data."""


def words(en: str, bg: str, ro: str, cs: str) -> Words:
    """A text, in the order of LANGUAGES."""
    return Words(en=en, bg=bg, ro=ro, cs=cs)


def say(pattern: Words, **slots: Words | str | int) -> Words:
    """A pattern with its slots filled, each in its own language."""
    return Words(
        (tag, text.format_map({k: v[tag] if isinstance(v, Words) else v for k, v in slots.items()}))
        for tag, text in pattern.items()
    )


def sentence_case(text: Words) -> Words:
    """The same with a capital first letter."""
    return Words((tag, value[0].upper() + value[1:]) for tag, value in text.items())


@dataclass(frozen=True, slots=True)
class Topic:
    """What work is about: the bare name, and "about it"."""

    name: Words
    about: Words


@dataclass(frozen=True, slots=True)
class Audience:
    """People: the bare name, "for them" and "with them"."""

    name: Words
    for_them: Words
    with_them: Words


def _topic(en: str, bg: str, ro: str, cs: str, cs_about: str) -> Topic:
    about = words(f"on {en}", f"за {bg}", f"despre {ro}", f"o {cs_about}")
    return Topic(words(en, bg, ro, cs), about)


def _audience(en: str, bg: str, ro: str, cs: str, cs_for: str, cs_with: str) -> Audience:
    return Audience(
        words(en, bg, ro, cs),
        words(f"for {en}", f"за {bg}", f"pentru {ro}", f"pro {cs_for}"),
        words(f"with {en}", f"{'със' if bg[0] in 'сз' else 'с'} {bg}", f"cu {ro}", cs_with),
    )


TOPICS: Final = (
    _topic("early childhood education", "предучилищното образование", "educația timpurie",
           "předškolní vzdělávání", "předškolním vzdělávání"),
    _topic("health care", "здравните грижи", "îngrijirea sănătății",
           "zdravotní péče", "zdravotní péči"),
    _topic("housing", "жилищните условия", "condițiile de locuit", "bydlení", "bydlení"),
    _topic("employment", "заетостта", "ocuparea forței de muncă", "zaměstnanost", "zaměstnanosti"),
    _topic("vocational training", "професионалното обучение", "formarea profesională",
           "odborné vzdělávání", "odborném vzdělávání"),
    _topic("school attendance", "редовното посещаване на училище",
           "frecventarea regulată a școlii", "školní docházka", "školní docházce"),
    _topic("youth work", "работата с младежи", "lucrul cu tinerii",
           "práce s mládeží", "práci s mládeží"),
    _topic("local planning", "местното планиране", "planificarea locală",
           "místní plánování", "místním plánování"),
    _topic("civic participation", "гражданското участие", "participarea civică",
           "občanská účast", "občanské účasti"),
    _topic("culture and traditions", "културата и традициите", "cultura și tradițiile",
           "kultura a tradice", "kultuře a tradicích"),
    _topic("digital skills", "дигиталните умения", "competențele digitale",
           "digitální dovednosti", "digitálních dovednostech"),
    _topic("social services", "социалните услуги", "serviciile sociale",
           "sociální služby", "sociálních službách"),
    _topic("legal advice", "правната помощ", "asistența juridică",
           "právní poradenství", "právním poradenství"),
    _topic("safe public spaces", "безопасните обществени пространства",
           "spațiile publice sigure", "bezpečná veřejná prostranství",
           "bezpečných veřejných prostranstvích"),
)  # fmt: skip

AUDIENCES: Final = (
    _audience("parents of young children", "родителите на малки деца", "părinții copiilor mici",
              "rodiče malých dětí", "rodiče malých dětí", "s rodiči malých dětí"),
    _audience("young people out of work", "младите хора без работа",
              "tinerii fără loc de muncă", "mladí lidé bez práce", "mladé lidi bez práce",
              "s mladými lidmi bez práce"),
    _audience("primary school pupils", "учениците от началните училища",
              "elevii din școlile primare", "žáci základních škol", "žáky základních škol",
              "s žáky základních škol"),
    _audience("municipal staff", "служителите на общината", "angajații primăriei",
              "pracovníci obecního úřadu", "pracovníky obecního úřadu",
              "s pracovníky obecního úřadu"),
    _audience("health mediators", "здравните медиатори", "mediatorii sanitari",
              "zdravotní mediátoři", "zdravotní mediátory", "se zdravotními mediátory"),
    _audience("teachers", "учителите", "profesorii", "učitelé", "učitele", "s učiteli"),
    _audience("older residents", "възрастните жители", "locuitorii vârstnici",
              "starší obyvatelé", "starší obyvatele", "se staršími obyvateli"),
    _audience("local organisations", "местните организации", "organizațiile locale",
              "místní organizace", "místní organizace", "s místními organizacemi"),
    _audience("young mothers", "младите майки", "mamele tinere",
              "mladé matky", "mladé matky", "s mladými matkami"),
    _audience("young volunteers", "младите доброволци", "tinerii voluntari",
              "mladí dobrovolníci", "mladé dobrovolníky", "s mladými dobrovolníky"),
    _audience("people living nearby", "хората от квартала", "locuitorii cartierului",
              "obyvatelé čtvrti", "obyvatele čtvrti", "s obyvateli čtvrti"),
    _audience("small businesses", "малките предприятия", "întreprinderile mici",
              "malé podniky", "malé podniky", "s malými podniky"),
)  # fmt: skip

PROJECT_KINDS: Final = (
    words("Learning centre", "Учебен център", "Centru de învățare", "Vzdělávací centrum"),
    words("Summer school", "Лятно училище", "Școală de vară", "Letní škola"),
    words("Mobile advice point", "Подвижен консултативен пункт", "Punct mobil de consiliere",
          "Pojízdná poradna"),
    words("Neighbourhood workshop", "Квартална работилница", "Atelier de cartier",
          "Sousedská dílna"),
    words("Mentoring scheme", "Наставническа програма", "Program de mentorat",
          "Mentorský program"),
    words("Playroom", "Детска занималня", "Sală de joacă", "Dětská herna"),
    words("Job club", "Клуб за търсене на работа", "Club de căutare a unui loc de muncă",
          "Klub práce"),
    words("Health visits", "Здравни посещения", "Vizite de sănătate", "Zdravotní návštěvy"),
    words("Homework club", "Клуб за домашни работи", "Club pentru teme", "Klub domácích úkolů"),
    words("Community garden", "Обща градина", "Grădină comunitară", "Komunitní zahrada"),
    words("Open library", "Отворена библиотека", "Bibliotecă deschisă", "Otevřená knihovna"),
    words("Evening courses", "Вечерни курсове", "Cursuri serale", "Večerní kurzy"),
)  # fmt: skip

TOWN: Final = words("Sample Town {n:03d}", "Примерно {n:03d}", "Orașul-Exemplu {n:03d}",
                    "Vzorov {n:03d}")  # fmt: skip
REGION: Final = words("Sample Region {n}", "Примерна област {n}", "Județul-Exemplu {n}",
                      "Vzorový kraj {n}")  # fmt: skip
PERSON: Final = words("Sample Person {n:04d}", "Примерно лице {n:04d}",
                      "Persoana-Exemplu {n:04d}", "Vzorová osoba {n:04d}")  # fmt: skip
PROGRAMME: Final = words("Sample Programme {n:02d}", "Примерна програма {n:02d}",
                         "Programul-Exemplu {n:02d}", "Vzorový program {n:02d}")  # fmt: skip
FOUNDATION: Final = words("Sample Foundation {n:03d}", "Примерна фондация {n:03d}",
                          "Fundația-Exemplu {n:03d}", "Vzorová nadace {n:03d}")  # fmt: skip

# Names by kind of organisation, and the stem of their ids.
FUNDERS: Final = (
    ("donor", "donor", words("Sample Donor {n:03d}", "Примерен донор {n:03d}",
                             "Donatorul-Exemplu {n:03d}", "Vzorový dárce {n:03d}")),
    ("fund", "fund", words("Sample Fund {n:03d}", "Примерен фонд {n:03d}",
                           "Fondul-Exemplu {n:03d}", "Vzorový fond {n:03d}")),
    ("eu_institution", "european-institution",
     words("Sample European Institution {n:03d}", "Примерна европейска институция {n:03d}",
           "Instituția Europeană-Exemplu {n:03d}", "Vzorová evropská instituce {n:03d}")),
    ("international_organisation", "council",
     words("Sample Council {n:03d}", "Примерен съвет {n:03d}", "Consiliul-Exemplu {n:03d}",
           "Vzorová rada {n:03d}")),
)  # fmt: skip
OTHERS: Final = (
    ("ngo", "foundation", FOUNDATION),
    ("ngo", "association",
     words("Sample Association {n:03d}", "Примерно сдружение {n:03d}",
           "Asociația-Exemplu {n:03d}", "Vzorový spolek {n:03d}")),
    ("ngo", "club", words("Sample Club {n:03d}", "Примерен клуб {n:03d}", "Clubul-Exemplu {n:03d}",
                          "Vzorový klub {n:03d}")),
    ("municipality_association", "union-of-municipalities",
     words("Sample Union of Municipalities {n:03d}", "Примерен съюз на общините {n:03d}",
           "Uniunea-Exemplu a Municipalităților {n:03d}", "Vzorový svaz obcí {n:03d}")),
    ("regional_administration", "regional-office",
     words("Sample Regional Office {n:03d}", "Примерна областна администрация {n:03d}",
           "Administrația Regională-Exemplu {n:03d}", "Vzorová krajská správa {n:03d}")),
    ("municipal_administration", "town-hall",
     words("Sample Town Hall {n:03d}", "Примерно кметство {n:03d}", "Primăria-Exemplu {n:03d}",
           "Vzorový obecní úřad {n:03d}")),
    ("government_agency", "agency",
     words("Sample Agency {n:03d}", "Примерна агенция {n:03d}", "Agenția-Exemplu {n:03d}",
           "Vzorová agentura {n:03d}")),
    ("other", "initiative",
     words("Sample Initiative {n:03d}", "Примерна инициатива {n:03d}",
           "Inițiativa-Exemplu {n:03d}", "Vzorová iniciativa {n:03d}")),
)  # fmt: skip

EVENT_KINDS: Final = (
    ("training", words("Training course", "Обучение", "Curs de formare", "Školení")),
    ("meeting", words("Working meeting", "Работна среща", "Întâlnire de lucru",
                      "Pracovní setkání")),
    ("conference", words("Conference", "Конференция", "Conferință", "Konference")),
    ("round_table", words("Round table", "Кръгла маса", "Masă rotundă", "Kulatý stůl")),
    ("information_meeting", words("Information meeting", "Информационна среща",
                                  "Întâlnire de informare", "Informační setkání")),
    ("discussion_forum", words("Discussion forum", "Дискусионен форум", "Forum de discuții",
                               "Diskusní fórum")),
    ("other", words("Open day", "Ден на отворените врати", "Ziua porților deschise",
                    "Den otevřených dveří")),
)  # fmt: skip

DOCUMENT_KINDS: Final = (
    ("bulletin", words("Bulletin", "Бюлетин", "Buletin", "Zpravodaj")),
    ("handbook", words("Handbook", "Наръчник", "Ghid", "Příručka")),
    ("report", words("Report", "Доклад", "Raport", "Zpráva")),
    ("study", words("Study", "Проучване", "Studiu", "Studie")),
    ("plan", words("Plan", "План", "Plan", "Plán")),
    ("leaflet", words("Leaflet", "Листовка", "Pliant", "Leták")),
    ("agreement", words("Model agreement", "Примерно споразумение", "Acord-model",
                        "Vzorová dohoda")),
    ("other", words("Recording", "Запис", "Înregistrare", "Záznam")),
)  # fmt: skip

SOURCE_KINDS: Final = (
    ("register", words("Sample Register {n:02d}", "Примерен регистър {n:02d}",
                       "Registrul-Exemplu {n:02d}", "Vzorový rejstřík {n:02d}")),
    ("report", words("Sample Report {n:02d}", "Примерен отчет {n:02d}", "Raportul-Exemplu {n:02d}",
                     "Vzorová zpráva {n:02d}")),
    ("news-page", words("Sample News Page {n:02d}", "Примерна новинарска страница {n:02d}",
                        "Pagina de știri-Exemplu {n:02d}", "Vzorová zpravodajská stránka {n:02d}")),
    ("project-page", words("Sample Project Page {n:02d}", "Примерна страница на проект {n:02d}",
                           "Pagina de proiect-Exemplu {n:02d}",
                           "Vzorová stránka projektu {n:02d}")),
)  # fmt: skip
