"""Short texts of the sample records: summaries, commitments, notes, the words of disputes."""
# ruff: noqa: E501 - a text is one line, so that it can be read beside its translations

from __future__ import annotations

from typing import Final

from portal.sample.words import words

PROJECT_TITLE: Final = words(
    "{kind} {fits} in {place}",
    "{kind} {fits} в {place}",
    "{kind} {fits} în {place}",
    "{kind} {fits} v obci {place}",
)
PROJECT_SUMMARY: Final = words(
    "{org} and its partners work {along} and hold regular meetings {about}.",
    "{org} и партньорите работят {along} и провеждат редовни срещи {about}.",
    "{org} și partenerii lucrează {along} și organizează întâlniri regulate {about}.",
    "{org} a partneři pracují {along} a pořádají pravidelná setkání {about}.",
)
OBJECTIVES: Final = (
    words(
        "Give residents a say in what is planned for their neighbourhood.",
        "Жителите да участват в решенията за своя квартал.",
        "Locuitorii să aibă un cuvânt de spus în planurile pentru cartierul lor.",
        "Dát obyvatelům možnost mluvit do plánů pro jejich čtvrť.",
    ),
    words(
        "Make services easier to find and to use.",
        "Услугите да се намират и ползват по-лесно.",
        "Serviciile să fie mai ușor de găsit și de folosit.",
        "Usnadnit hledání a využívání služeb.",
    ),
    words(
        "Bring together people who have not met before.",
        "Да се срещнат хора, които не се познават.",
        "Să se întâlnească oameni care nu se cunosc.",
        "Svést dohromady lidi, kteří se dosud neznali.",
    ),
    words(
        "Train people from the neighbourhood to run the work themselves.",
        "Хора от квартала да бъдат обучени сами да ръководят работата.",
        "Formarea unor oameni din cartier care să conducă ei înșiși activitatea.",
        "Připravit lidi ze čtvrti na to, aby práci vedli sami.",
    ),
    words(
        "Exchange experience with at least two other towns.",
        "Обмен на опит с най-малко два други града.",
        "Schimb de experiență cu cel puțin alte două localități.",
        "Vyměnit si zkušenosti nejméně se dvěma dalšími městy.",
    ),
)
ACTIVITIES: Final = (
    words("Opening survey", "Начално проучване", "Sondaj inițial", "Vstupní šetření"),
    words("Weekly sessions", "Седмични занимания", "Sesiuni săptămânale", "Týdenní setkání"),
    words("Training courses", "Обучения", "Cursuri de formare", "Školení"),
    words("Home visits", "Посещения у дома", "Vizite la domiciliu", "Návštěvy v rodinách"),
    words("Public meetings", "Обществени срещи", "Întâlniri publice", "Veřejná setkání"),
    words("Printed guides", "Печатни пътеводители", "Ghiduri tipărite", "Tištěné průvodce"),
    words("Exchange visits", "Посещения за обмяна на опит", "Vizite de schimb", "Výměnné pobyty"),
    words(
        "Closing conference",
        "Заключителна конференция",
        "Conferință finală",
        "Závěrečná konference",
    ),
)
DECLARED: Final = words(
    "Partners in the project", "Партньори в проекта", "Parteneri în proiect", "Partneři projektu"
)
DECLARED_NOTE: Final = words(
    "The project page gives a number and names fewer.",
    "Страницата на проекта дава число, а назовава по-малко.",
    "Pagina proiectului dă un număr și numește mai puțini.",
    "Stránka projektu uvádí počet a jmenuje jich méně.",
)
NOTES: Final = (
    words(
        "The project page gives no contract number.",
        "Страницата на проекта не посочва номер на договор.",
        "Pagina proiectului nu indică numărul contractului.",
        "Stránka projektu neuvádí číslo smlouvy.",
    ),
    words(
        "Taken from a copy without a date.",
        "Взето от копие без дата.",
        "Preluat dintr-o copie fără dată.",
        "Převzato z kopie bez data.",
    ),
)
LINK: Final = words("More pictures", "Още снимки", "Mai multe fotografii", "Další fotografie")
DISPUTED_MONTHS: Final = words(
    "Length of the project", "Продължителност на проекта", "Durata proiectului", "Délka projektu"
)
DISPUTED_MONTHS_VALUE: Final = words("{few} months", "{few} месеца", "{few} luni", "{few} měsíců")
DISPUTED_MONEY: Final = words(
    "Amount of the grant", "Размер на средствата", "Valoarea finanțării", "Výše grantu"
)
DISPUTED_NAME: Final = words(
    "Spelling of the name", "Изписване на името", "Scrierea numelui", "Psaní názvu"
)
DISPUTED_WHERE: Final = words("page {few}", "страница {few}", "pagina {few}", "strana {few}")
DISPUTED_NOTE: Final = words(
    "Neither source explains the difference.",
    "Никой от източниците не обяснява разликата.",
    "Niciuna dintre surse nu explică diferența.",
    "Ani jeden zdroj rozdíl nevysvětluje.",
)

TOWN_SUMMARY: Final = words(
    "A made-up municipality in {region}; it takes part in projects {about}.",
    "Измислена община в {region}; участва в проекти {about}.",
    "O municipalitate inventată din {region}; participă la proiecte {about}.",
    "Vymyšlená obec ({region}); účastní se projektů {about}.",
)
ORGANISATION_SUMMARY: Final = words(
    "A made-up organisation. It works {along} and gives advice {about}.",
    "Измислена организация. Работи {along} и дава съвети {about}.",
    "O organizație inventată. Lucrează {along} și oferă consiliere {about}.",
    "Vymyšlená organizace. Pracuje {along} a radí {about}.",
)
PROGRAMME_TITLE: Final = words(
    "{name}: {topic}", "{name}: {topic}", "{name}: {topic}", "{name}: {topic}"
)
PROGRAMME_SUMMARY: Final = words(
    "Supports municipalities and their partners that work {along}; meetings {about} are part of it.",
    "Подкрепя общини и техните партньори, които работят {along}; срещите {about} са част от програмата.",
    "Sprijină municipalitățile și partenerii lor care lucrează {along}; întâlnirile {about} fac parte din program.",
    "Podporuje obce a jejich partnery, kteří pracují {along}; součástí jsou setkání {about}.",
)
STEPS: Final = (
    words("Informing", "Информиране", "Informare", "Informování"),
    words("Assessing needs", "Оценка на нуждите", "Evaluarea nevoilor", "Posouzení potřeb"),
    words("Planning together", "Съвместно планиране", "Planificare comună", "Společné plánování"),
    words("Carrying out", "Изпълнение", "Punere în practică", "Uskutečňování"),
    words("Looking back", "Равносметка", "Bilanț", "Ohlédnutí"),
)
EMBED: Final = words(
    "{place} takes part in this programme.",
    "{place} участва в тази програма.",
    "{place} participă la acest program.",
    "{place} se účastní tohoto programu.",
)
EMBED_PLACE: Final = words(
    "Our municipality", "Нашата община", "Municipalitatea noastră", "Naše obec"
)

AGREEMENT_TITLE: Final = words(
    "Agreement with {place}: {name}",
    "Споразумение с {place}: {name}",
    "Acord cu {place}: {name}",
    "Dohoda, {place}: {name}",
)
AGREEMENT_SUMMARY: Final = words(
    "In {year} the municipality of {place} joined the programme and took on {count} commitments.",
    "През {year} г. община {place} се присъедини към програмата. Поетите ангажименти са {count}.",
    "În {year}, municipalitatea {place} s-a alăturat programului. Angajamente asumate: {count}.",
    "V roce {year} se obec {place} připojila k programu. Přijaté závazky: {count}.",
)
COMMITMENTS: Final = (
    (
        "inform_public",
        words(
            "Tell the public that it takes part, and show the programme’s logo on its website.",
            "Да съобщи публично, че участва, и да покаже логото на програмата на сайта си.",
            "Să anunțe public că participă și să afișeze sigla programului pe site-ul propriu.",
            "Oznámit veřejnosti, že se účastní, a zveřejnit na svém webu logo programu.",
        ),
    ),
    (
        "appoint_coordinator",
        words(
            "Appoint a member of staff who coordinates the work.",
            "Да назначи служител, който координира работата.",
            "Să numească un angajat care coordonează activitatea.",
            "Jmenovat pracovníka, který práci koordinuje.",
        ),
    ),
    (
        "set_up_task_force",
        words(
            "Set up a task force in which all departments concerned are represented.",
            "Да създаде работна група с участието на всички заинтересовани отдели.",
            "Să constituie un grup de lucru cu toate serviciile vizate.",
            "Ustavit pracovní skupinu se zástupci všech dotčených odborů.",
        ),
    ),
    (
        "take_part_in_training",
        words(
            "Send staff to the training courses of the programme.",
            "Да изпраща служители на обученията по програмата.",
            "Să trimită angajați la cursurile programului.",
            "Vysílat pracovníky na školení programu.",
        ),
    ),
    (
        "draft_action_plan",
        words(
            "Draw up an action plan together with residents and have it adopted by the council.",
            "Да изготви план за действие заедно с жителите и да го внесе в общинския съвет.",
            "Să elaboreze un plan de acțiune împreună cu locuitorii și să îl supună consiliului local.",
            "Sestavit s obyvateli akční plán a předložit ho zastupitelstvu.",
        ),
    ),
    (
        "integrate_action_plan",
        words(
            "Make the action plan part of local development planning.",
            "Да включи плана за действие в местното планиране.",
            "Să includă planul de acțiune în planificarea locală.",
            "Zařadit akční plán do místního rozvojového plánování.",
        ),
    ),
    (
        "implement_action_plan",
        words(
            "Carry out the action plan and set money aside for it.",
            "Да изпълни плана за действие и да задели средства за него.",
            "Să pună în practică planul de acțiune și să îi aloce fonduri.",
            "Uskutečnit akční plán a vyčlenit na něj peníze.",
        ),
    ),
    (
        "other",
        words(
            "Receive visitors from other municipalities and show them the work.",
            "Да приема гости от други общини и да им показва работата.",
            "Să primească vizitatori din alte municipalități și să le prezinte activitatea.",
            "Přijímat návštěvy z jiných obcí a ukazovat jim práci.",
        ),
    ),
)
EVIDENCE_NOTE: Final = words(
    "Seen on the municipality’s website.",
    "Видяно на сайта на общината.",
    "Văzut pe site-ul municipalității.",
    "Ověřeno na webu obce.",
)
OBLIGATIONS: Final = (
    (
        words("A facilitator", "Фасилитатор", "Un facilitator", "Facilitátor"),
        words(
            "A facilitator supports the municipality throughout the process.",
            "Фасилитатор подкрепя общината през целия процес.",
            "Un facilitator sprijină municipalitatea pe tot parcursul procesului.",
            "Facilitátor obec podporuje po celou dobu.",
        ),
    ),
    (
        words("Expert advice", "Експертна помощ", "Consultanță de specialitate", "Odborná pomoc"),
        words(
            "Experts help where special knowledge is needed.",
            "Експерти помагат там, където са нужни специални знания.",
            "Experții ajută acolo unde este nevoie de cunoștințe de specialitate.",
            "Odborníci pomáhají tam, kde jsou třeba zvláštní znalosti.",
        ),
    ),
)
GROUPS: Final = (
    (
        "task_force",
        words("Municipal task force", "Общинска работна група", "Grup de lucru municipal",
              "Obecní pracovní skupina"),
    ),
    (
        "community_action_group",
        words("Community action group", "Местна активна група", "Grup de acțiune comunitară",
              "Komunitní akční skupina"),
    ),
    ("other", words("Parents’ council", "Съвет на родителите", "Consiliul părinților", "Rada rodičů")),
)  # fmt: skip
GROUP_DESCRIPTION: Final = words(
    "Meets {few} times a year.",
    "Заседава {few} пъти годишно.",
    "Se întrunește de {few} ori pe an.",
    "Schází se {few}krát ročně.",
)
ROLES: Final = (
    (
        "coordinator",
        words(
            "A senior member of the municipal staff.",
            "Служител на общината на висок пост.",
            "Un angajat al primăriei, cu rang înalt.",
            "Vysoce postavený pracovník obce.",
        ),
    ),
    (
        "facilitator",
        words(
            "Provided by the programme.",
            "Осигурен от програмата.",
            "Pus la dispoziție de program.",
            "Poskytuje program.",
        ),
    ),
    (
        "expert",
        words(
            "Called in when needed.",
            "При нужда.",
            "La nevoie.",
            "Podle potřeby.",
        ),
    ),
)
MAYOR: Final = words("Mayor", "Кмет", "Primar", "Starosta")
HEAD: Final = words("Head of the office", "Ръководител", "Șef de birou", "Vedoucí kanceláře")

GRANT_TITLE: Final = words(
    "Grant for “{title}”",
    "Финансиране за „{title}“",
    "Finanțare pentru „{title}”",
    "Grant na projekt „{title}“",
)
GRANT_SUMMARY: Final = words(
    "Money for work {along}; it pays for meetings {about}.",
    "Средства за работа {along}; с тях се плащат срещи {about}.",
    "Fonduri pentru lucrul {along}; din ele se plătesc întâlniri {about}.",
    "Peníze na práci {along}; platí se z nich setkání {about}.",
)
EVENT_TITLE: Final = words("{kind} {about}", "{kind} {about}", "{kind} {about}", "{kind} {about}")
EVENT_SUMMARY: Final = words(
    "{few} contributions {about}, prepared {along}.",
    "{few} изказвания {about}, подготвени {along}.",
    "{few} intervenții {about}, pregătite {along}.",
    "{few} příspěvků {about}, připravených {along}.",
)
PLACES: Final = (
    words("Community centre", "Читалище", "Centrul comunitar", "Komunitní centrum"),
    words(
        "Town hall, large room",
        "Община, голяма зала",
        "Primărie, sala mare",
        "Obecní úřad, velký sál",
    ),
    words("Primary school", "Начално училище", "Școala primară", "Základní škola"),
    words("Library", "Библиотека", "Biblioteca", "Knihovna"),
    words("Online", "Онлайн", "Online", "Online"),
)
NEWS_TITLES: Final = (
    words(
        "“{title}”: the first year",
        "„{title}“: първата година",
        "„{title}”: primul an",
        "„{title}“: první rok",
    ),
    words(
        "“{title}”: new dates",
        "„{title}“: нови дати",
        "„{title}”: date noi",
        "„{title}“: nové termíny",
    ),
    words(
        "“{title}”: volunteers wanted",
        "„{title}“: търсят се доброволци",
        "„{title}”: se caută voluntari",
        "„{title}“: hledají se dobrovolníci",
    ),
    words(
        "“{title}”: what was said at the meeting",
        "„{title}“: какво се чу на срещата",
        "„{title}”: ce s-a spus la întâlnire",
        "„{title}“: co zaznělo na setkání",
    ),
    words(
        "“{title}”: results are out",
        "„{title}“: резултатите са готови",
        "„{title}”: au apărut rezultatele",
        "„{title}“: výsledky jsou známé",
    ),
)
NEWS_SUMMARY: Final = words(
    "News {fits} in {place}: {few} meetings {about} in {year}.",
    "Новина {fits} в {place}: {few} срещи {about} през {year} г.",
    "Noutăți {fits} din {place}: {few} întâlniri {about} în {year}.",
    "Novinky {fits} v obci {place}: {few} setkání {about} v roce {year}.",
)
DOCUMENT_TITLE: Final = words(
    "{kind} {number}: {topic}",
    "{kind} {number}: {topic}",
    "{kind} {number}: {topic}",
    "{kind} {number}: {topic}",
)
DOCUMENT_SUMMARY: Final = words(
    "{many} pages {about}, written {fits}.",
    "{many} страници {about}, написани {fits}.",
    "{many} de pagini {about}, scrise {fits}.",
    "{many} stran {about}, psaných {fits}.",
)
SERIES: Final = words(
    "Sample Series {n}", "Примерна поредица {n}", "Seria-Exemplu {n}", "Vzorová řada {n}"
)
PUBLISHER: Final = words(
    "Sample Publisher {n:02d}",
    "Примерно издателство {n:02d}",
    "Editura-Exemplu {n:02d}",
    "Vzorové nakladatelství {n:02d}",
)
LICENCE: Final = words("Free to use", "Свободно ползване", "Utilizare liberă", "Volné užití")
STATEMENT: Final = words(
    "With the support of {name}.",
    "С подкрепата на {name}.",
    "Cu sprijinul: {name}.",
    "S podporou: {name}.",
)
EU_STATEMENT: Final = words(
    "Co-funded by the European Union",
    "Съфинансирано от Европейския съюз",
    "Cofinanțat de Uniunea Europeană",
    "Spolufinancováno Evropskou unií",
)
DISCLAIMER: Final = words(
    "The content is the sole responsibility of its authors.",
    "Отговорност за съдържанието носят само авторите.",
    "Responsabilitatea pentru conținut aparține exclusiv autorilor.",
    "Za obsah odpovídají výhradně autoři.",
)
LEGAL_SOURCE: Final = words(
    "Sample rules, article {few}",
    "Примерни правила, член {few}",
    "Reguli-exemplu, articolul {few}",
    "Vzorová pravidla, článek {few}",
)
