"""Sentence patterns of the sample data, each in four languages, and what is made of them.

Slots: `place` and `org` are names (never inflected), `about`, `fits` ("for …") and `along`
("with …") are phrases, `year`, `few` (5–19) and `many` (20–99) numbers. The ranges are
those in which one form of the noun does: Romanian says "de" from 20 on, Czech has the
genitive from 5 on.
"""
# ruff: noqa: E501 - a text is one line, so that it can be read beside its translations

from __future__ import annotations

from typing import Final

from portal.sample.words import words

OPENING: Final = (
    words(
        "The work takes place in {place} and is led by {org}.",
        "Работата се извършва в {place} и се ръководи от {org}.",
        "Activitatea se desfășoară în {place} și este coordonată de {org}.",
        "Práce probíhá v obci {place} a vede ji {org}.",
    ),
    words(
        "{org} works in {place} {along}, and several other partners have joined.",
        "{org} работи в {place} {along}, а към работата са се присъединили и други партньори.",
        "{org} lucrează în {place} {along}, iar mai mulți parteneri s-au alăturat.",
        "{org} pracuje v obci {place} {along} a připojilo se i několik dalších partnerů.",
    ),
)
MORE_OPENING: Final = (
    words(
        "The activities are meant first of all {fits} and are open to everyone who lives nearby.",
        "Дейностите са предназначени преди всичко {fits} и са отворени за всички, които живеят наблизо.",
        "Activitățile sunt gândite în primul rând {fits} și sunt deschise tuturor celor care locuiesc în apropiere.",
        "Aktivity jsou připraveny především {fits} a jsou otevřené všem, kdo bydlí v okolí.",
    ),
    words(
        "The idea came up at a public meeting {about} in {year}.",
        "Идеята се роди на обществена среща {about} през {year} г.",
        "Ideea a apărut la o întâlnire publică {about}, în anul {year}.",
        "Nápad vznikl na veřejném setkání {about} v roce {year}.",
    ),
    words(
        "Two years of preparation went before it, with {few} meetings {about}.",
        "Преди това имаше две години подготовка и {few} срещи {about}.",
        "Au precedat doi ani de pregătire și {few} întâlniri {about}.",
        "Předcházely tomu dva roky příprav a {few} setkání {about}.",
    ),
    words(
        "What was agreed is public: who does what, by when, and with whose money.",
        "Договореното е публично: кой какво прави, в какъв срок и с чии пари.",
        "Ce s-a convenit este public: cine ce face, până când și cu banii cui.",
        "Co bylo dohodnuto, je veřejné: kdo co dělá, do kdy a za čí peníze.",
    ),
)
BACKGROUND: Final = (
    words(
        "Before the work began, the partners asked residents what they needed most.",
        "Преди началото на работата партньорите попитаха жителите от какво имат най-голяма нужда.",
        "Înainte de începerea activității, partenerii i-au întrebat pe locuitori de ce au cea mai mare nevoie.",
        "Ještě před začátkem se partneři ptali obyvatel, co nejvíc potřebují.",
    ),
    words(
        "The answers were collected in {many} conversations and written down in a short report.",
        "Отговорите бяха събрани в {many} разговора и записани в кратък доклад.",
        "Răspunsurile au fost adunate în {many} de convorbiri și consemnate într-un raport scurt.",
        "Odpovědi se sbíraly v {many} rozhovorech a byly shrnuty v krátké zprávě.",
    ),
    words(
        "Most people spoke {about}, and many asked for a place where they can meet.",
        "Повечето хора говориха {about}, а мнозина поискаха място, където да се срещат.",
        "Cei mai mulți au vorbit {about}, iar mulți au cerut un loc în care să se întâlnească.",
        "Většina lidí mluvila {about} a mnozí si přáli místo, kde by se mohli scházet.",
    ),
    words(
        "The municipality offered two rooms in the former school and pays for heating and light.",
        "Общината предостави две стаи в бившето училище и плаща отоплението и осветлението.",
        "Municipalitatea a pus la dispoziție două săli din fosta școală și plătește încălzirea și lumina.",
        "Obec poskytla dvě místnosti v bývalé škole a platí topení a světlo.",
    ),
    words(
        "Similar work in other towns had shown that regular meetings matter more than large events.",
        "Подобна работа в други градове е показала, че редовните срещи са по-важни от големите събития.",
        "Experiența altor localități a arătat că întâlnirile regulate contează mai mult decât evenimentele mari.",
        "Podobná práce v jiných městech ukázala, že pravidelná setkání znamenají víc než velké akce.",
    ),
    words(
        "Until {year} there was no such service within {few} kilometres.",
        "До {year} г. в радиус от {few} километра нямаше такава услуга.",
        "Până în {year}, nu exista un astfel de serviciu pe o rază de {few} kilometri.",
        "Do roku {year} nebyla taková služba v okruhu {few} kilometrů.",
    ),
    words(
        "The plan was discussed twice in the municipal council and changed after the first debate.",
        "Планът беше обсъден два пъти в общинския съвет и променен след първото обсъждане.",
        "Planul a fost discutat de două ori în consiliul local și modificat după prima dezbatere.",
        "Plán se dvakrát projednával v zastupitelstvu a po první debatě se změnil.",
    ),
    words(
        "Families were invited by letter, by telephone and through people whom they already know.",
        "Семействата бяха поканени с писма, по телефона и чрез хора, които вече познават.",
        "Familiile au fost invitate prin scrisori, prin telefon și prin oameni pe care îi cunosc deja.",
        "Rodiny byly pozvány dopisem, telefonicky i prostřednictvím lidí, které už znají.",
    ),
)
WORK: Final = (
    words(
        "Each week there are two sessions {fits}, one in the morning and one in the evening.",
        "Всяка седмица има две занимания {fits} – едно сутрин и едно вечер.",
        "În fiecare săptămână au loc două sesiuni {fits}, una dimineața și una seara.",
        "Každý týden se konají dvě setkání {fits}, jedno dopoledne a jedno večer.",
    ),
    words(
        "The team works {along} and keeps a simple record of what was agreed.",
        "Екипът работи {along} и записва накратко какво е договорено.",
        "Echipa lucrează {along} și notează pe scurt ce s-a convenit.",
        "Tým pracuje {along} a stručně zapisuje, na čem se všichni dohodli.",
    ),
    words(
        "A series of {few} workshops {about} completes the programme.",
        "Поредица от {few} работилници {about} допълва програмата.",
        "O serie de {few} ateliere {about} completează programul.",
        "Program doplňuje řada {few} dílen {about}.",
    ),
    words(
        "Materials are printed in plain language and tested with readers before they are used.",
        "Материалите се печатат на достъпен език и се проверяват с читатели, преди да се използват.",
        "Materialele sunt tipărite într-un limbaj simplu și verificate cu cititorii înainte de folosire.",
        "Materiály jsou psané srozumitelně a před použitím je zkoušejí sami čtenáři.",
    ),
    words(
        "Anyone who cannot come in person can join by telephone or ask for a visit at home.",
        "Който не може да дойде лично, може да се включи по телефона или да поиска посещение у дома.",
        "Cine nu poate veni personal poate participa prin telefon sau poate cere o vizită la domiciliu.",
        "Kdo nemůže přijít osobně, může se připojit telefonicky nebo požádat o návštěvu doma.",
    ),
    words(
        "Small groups of {few} people allow everyone to speak.",
        "Малките групи от {few} души позволяват на всеки да се изкаже.",
        "Grupurile mici, de {few} persoane, îi permit fiecăruia să ia cuvântul.",
        "V malých skupinách po {few} lidech se ke slovu dostane každý.",
    ),
    words(
        "Two mediators prepare the meetings and stay in touch with those who stopped coming.",
        "Двама медиатори подготвят срещите и поддържат връзка с онези, които са спрели да идват.",
        "Doi mediatori pregătesc întâlnirile și țin legătura cu cei care nu mai vin.",
        "Dva mediátoři připravují setkání a zůstávají v kontaktu s těmi, kdo přestali chodit.",
    ),
    words(
        "Every three months the partners look at the figures together and change what does not work.",
        "На всеки три месеца партньорите преглеждат заедно данните и променят онова, което не работи.",
        "La fiecare trei luni, partenerii analizează împreună cifrele și schimbă ceea ce nu funcționează.",
        "Každé tři měsíce partneři společně procházejí čísla a mění, co se neosvědčilo.",
    ),
    words(
        "A bus brings participants from the surrounding villages free of charge.",
        "Автобус докарва безплатно участниците от околните села.",
        "Un autobuz îi aduce gratuit pe participanți din satele din jur.",
        "Autobus zdarma přiváží účastníky z okolních vesnic.",
    ),
    words(
        "Child care is provided during all sessions, so that parents can take part.",
        "По време на всички занимания има кой да гледа децата, за да могат родителите да участват.",
        "În timpul tuturor sesiunilor este asigurată supravegherea copiilor, astfel încât părinții să poată participa.",
        "Během všech setkání je zajištěno hlídání dětí, aby se mohli zapojit i rodiče.",
    ),
)
RESULTS: Final = (
    words(
        "In the first year {many} people took part, more than had been expected.",
        "През първата година участваха {many} души – повече от очакваното.",
        "În primul an au participat {many} de persoane, mai multe decât se aștepta.",
        "V prvním roce se zúčastnilo {many} lidí, víc, než se čekalo.",
    ),
    words(
        "By the end of {year} there had been {few} training courses {fits}.",
        "До края на {year} г. бяха проведени {few} обучения {fits}.",
        "Până la sfârșitul anului {year} au avut loc {few} cursuri de formare {fits}.",
        "Do konce roku {year} se uskutečnilo {few} školení {fits}.",
    ),
    words(
        "An outside evaluation praised the cooperation {along} and criticised the short duration.",
        "Външната оценка похвали сътрудничеството {along} и отбеляза като слабост краткия срок.",
        "O evaluare externă a lăudat cooperarea {along} și a criticat durata scurtă.",
        "Vnější hodnocení ocenilo spolupráci {along} a kritizovalo krátké trvání.",
    ),
    words(
        "Not everything went as planned: {few} meetings had to be put off because rooms were not available.",
        "Не всичко мина по план: {few} срещи трябваше да бъдат отложени, защото нямаше свободни зали.",
        "Nu totul a mers conform planului: {few} întâlniri au fost amânate, pentru că nu existau săli disponibile.",
        "Ne všechno šlo podle plánu: {few} setkání se muselo odložit, protože nebyly volné místnosti.",
    ),
    words(
        "The results are public and can be compared with the plan line by line.",
        "Резултатите са публични и могат да се сравнят с плана ред по ред.",
        "Rezultatele sunt publice și pot fi comparate cu planul rând cu rând.",
        "Výsledky jsou veřejné a dají se řádek po řádku porovnat s plánem.",
    ),
    words(
        "Several of those who took part now lead groups of their own and advise their neighbours.",
        "Някои от участниците вече водят свои групи и съветват съседите си.",
        "Câțiva dintre participanți conduc acum propriile grupuri și își sfătuiesc vecinii.",
        "Několik účastníků dnes vede vlastní skupiny a radí svým sousedům.",
    ),
    words(
        "Attendance was highest in spring and fell during the harvest.",
        "Посещаемостта беше най-висока през пролетта и намаля по време на прибирането на реколтата.",
        "Participarea a fost cea mai mare primăvara și a scăzut în timpul recoltei.",
        "Účast byla nejvyšší na jaře a klesla v době sklizně.",
    ),
    words(
        "Costs stayed within the budget, and what was left over paid for books and tools.",
        "Разходите останаха в рамките на бюджета, а с остатъка бяха купени книги и инструменти.",
        "Cheltuielile s-au încadrat în buget, iar din ce a rămas s-au cumpărat cărți și unelte.",
        "Náklady se vešly do rozpočtu a ze zbytku se koupily knihy a nářadí.",
    ),
)
OUTLOOK: Final = (
    words(
        "The next meeting {about} is open to the public, and no registration is needed.",
        "Следващата среща {about} е отворена за всички и не се изисква записване.",
        "Următoarea întâlnire {about} este deschisă publicului și nu necesită înscriere.",
        "Příští setkání {about} je přístupné veřejnosti a není třeba se přihlašovat.",
    ),
    words(
        "From {year} the municipality wants to go on with its own money.",
        "От {year} г. общината иска да продължи със собствени средства.",
        "Din {year}, municipalitatea vrea să continue cu fonduri proprii.",
        "Od roku {year} chce obec pokračovat z vlastních peněz.",
    ),
    words(
        "Other towns have asked for the materials, which anyone may copy and adapt.",
        "Други градове поискаха материалите, които всеки може да копира и приспособява.",
        "Alte localități au cerut materialele, pe care oricine le poate copia și adapta.",
        "O materiály požádala další města; kdokoli je smí kopírovat a upravovat.",
    ),
    words(
        "Questions are answered at the town hall and by the partners named on this page.",
        "На въпроси отговарят в общината и при партньорите, посочени на тази страница.",
        "La întrebări răspund primăria și partenerii menționați pe această pagină.",
        "Na dotazy odpoví obecní úřad i partneři uvedení na této stránce.",
    ),
    words(
        "A final report is to be published in four languages and discussed with everyone who took part.",
        "Предстои окончателният доклад да бъде публикуван на четири езика и обсъден с всички участници.",
        "Un raport final urmează să fie publicat în patru limbi și discutat cu toți participanții.",
        "Závěrečná zpráva má vyjít ve čtyřech jazycích a bude se o ní mluvit se všemi účastníky.",
    ),
    words(
        "What has been learned is to flow into the municipal plan for the years to come.",
        "Наученото трябва да намери място в общинския план за следващите години.",
        "Învățămintele urmează să fie cuprinse în planul municipal pentru anii următori.",
        "Získané zkušenosti se mají promítnout do obecního plánu na další léta.",
    ),
)
FURTHER: Final = (
    words(
        "More is on the page of [{programme}](portal:programmes/{programme_id}) and on [a website of its own]({url}).",
        "Повече има на страницата на [{programme}](portal:programmes/{programme_id}) и на [отделен сайт]({url}).",
        "Mai multe se găsesc pe pagina [{programme}](portal:programmes/{programme_id}) și pe [un site separat]({url}).",
        "Více je na stránce [{programme}](portal:programmes/{programme_id}) a na [samostatném webu]({url}).",
    ),
    words(
        "All [funding](portal:funding) and all [events](portal:events) are listed on this site; photographs are on [a website of its own]({url}).",
        "Цялото [финансиране](portal:funding) и всички [събития](portal:events) са описани на този сайт, а снимките са на [отделен сайт]({url}).",
        "Toate [finanțările](portal:funding) și toate [evenimentele](portal:events) sunt înscrise pe acest site; fotografiile sunt pe [un site separat]({url}).",
        "Všechno [financování](portal:funding) i všechny [akce](portal:events) jsou uvedeny na tomto webu; fotografie jsou na [samostatném webu]({url}).",
    ),
)
QUOTES: Final = (
    words(
        "We were asked what we need, and then something happened.",
        "Попитаха ни от какво имаме нужда и после наистина се случи нещо.",
        "Am fost întrebați de ce avem nevoie și apoi chiar s-a întâmplat ceva.",
        "Zeptali se nás, co potřebujeme, a pak se opravdu něco stalo.",
    ),
    words(
        "The best thing is that the door is open every day.",
        "Най-хубавото е, че вратата е отворена всеки ден.",
        "Cel mai bun lucru este că ușa e deschisă în fiecare zi.",
        "Nejlepší je, že dveře jsou otevřené každý den.",
    ),
)
HEADING_WORK: Final = words("What is done", "Какво се прави", "Ce se face", "Co se dělá")
HEADING_RESULTS: Final = words(
    "What has come of it", "Какво се получи", "Ce a rezultat", "Co z toho vzešlo"
)
HEADING_OUTLOOK: Final = words("What comes next", "Какво предстои", "Ce urmează", "Co bude dál")
TOPICS_INTRO: Final = words(
    "The main topics:", "Основните теми:", "Temele principale:", "Hlavní témata:"
)
TOPIC_ITEM: Final = words(
    "- **{topic}**: {few} sessions, {many} hours",
    "- **{topic}**: {few} занимания, {many} часа",
    "- **{topic}**: {few} sesiuni, {many} de ore",
    "- **{topic}**: {few} setkání, {many} hodin",
)
TABLE_HEAD: Final = words(
    "| Year | Planned | Held |",
    "| Година | Планирани | Проведени |",
    "| Anul | Planificate | Desfășurate |",
    "| Rok | Plánováno | Uskutečněno |",
)
SAMPLE_NOTE: Final = words(
    "*Sample data: everything here is made up.*",
    "*Примерни данни: всичко тук е измислено.*",
    "*Date demonstrative: totul este inventat.*",
    "*Ukázková data: všechno je vymyšlené.*",
)
