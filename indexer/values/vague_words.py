"""Words that name no place, alone or together, in the languages of the cities that are read."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


SIGNS = _words(
    """
    varies vary varied varying various multiple several different many numerous rotating changing selected
    participating anywhere everywhere wherever depends depending ask contact call email emailed emails phone telephone
    ring text texted texts message messaged consult enquire inquire announced announcement advised arranged agreed
    arrangement decided determined finalised finalized assigned allocated sent provided given shared supplied notified
    disclosed released revealed issued posted published follow follows communicated usual same your watch directions
    choose choice chosen select see check refer whichever whatever tbc tba tbd confirmar determinar definir concretar
    decidir asignar anunciar comunicará comunicara avisará avisara informará informara anunciará anunciara enviará
    enviara indicará indicara facilitará facilitara publicará consultar consulte consulta consúltanos consúltenos
    varios varias diversos diversas distintos distintas diferentes múltiples según pendiente contactar contacte
    contacta pregunta preguntar ver tu vuestra bekanntgegeben bekannt gegeben mitgeteilt folgt folgen festgelegt
    vereinbart verschiedene verschiedenen verschiedener diverse diversen mehrere mehreren unterschiedliche
    unterschiedlichen wechselnde wechselnd wechselnder wechselnden siehe erfragen nachfragen anfragen vereinbarung
    absprache anfrage bekanntgabe wechselt eure ihre ustalenia ustalony ustalone ustalona uzgodnienia uzgodnione
    potwierdzenia potwierdzone ogłoszenia ogłoszone ogłosimy podane podana podany podamy podajemy przesłany przesłane
    wysłany wyślemy poinformujemy różne różnych różny kilka wiele wielu zmienne zobacz patrz sprawdź zapytaj
    skontaktuj kontakt twój twoim gadarnhau gyhoeddi drefnu benderfynu amrywiol amrywio gwahanol sawl gweler
    cysylltwch cysylltu gofynnwch eich anfonir anfon rhannu confirmer déterminer préciser annoncer venir communiqué
    communiquée envoyé envoyée transmis transmise divers diverses différents différentes plusieurs voir contactez
    consultez votre deimhniú fógairt socrú éagsúla بتایا بتائی اعلان تصدیق مختلف متعدد رابطہ دیکھیں دیکھئے طے بھیجا
    بھیجی اپنے اپنی partner every any nearest speak  rotates rotate told known find visit llamar llama contáctanos
    especificar indicarán enviaremos comunicaremos avisaremos ucznia zadzwoń wird verschickt gesendet versendet
    zugeschickt آپ fanylion itinerante roaming moving
    """
)
"""Beside one of these, words for a sort of place mean none that one could go to."""

NEVER = _words(
    """
    pending unknown unspecified unconfirmed undecided undetermined unavailable null none nil nan undefined
     no not yet still citywide statewide nationwide countywide worldwide global globally international national
    regional abroad wide across throughout self paced guided demand recorded prerecorded postal correspondence
    independent flexible remote mobile app a an the at in on of for to from by with and or via our my his her their
    each every any all some other another own week weeks weekly month months session sessions day date dates time
    times event events activity activities meeting meetings class classes course courses workshop workshops lesson
    lessons programme program location venue place address addresses where exact precise specific final meet point
    points details detail information info organiser organizer organisation organization provider tutor instructor
    teacher coach leader leaders host worker team group youth us me them you everyone i we it it's is are be been will
    may can must should would has have had upon after before once when if whether until registration registering
    register registrants registrant booking bookings book booked registered confirmation confirmed enrolment
    enrollment enrolled enrol enroll sign signing signed joining join rsvp request requested purchase payment paid
    tickets ticket order website web websites page pages link links above below as last year years description
    descriptions listing listings flyer poster brochure newsletter timetable schedule calendar notes note facebook
    instagram twitter whatsapp social media portal profile area areas town city borough county district state country
    community public local nearby neighbourhood neighborhood within only please more full new based soon coming later
    shortly closer nearer near prior advance mail post inbox employer employers client clients customer participant
    participants attendee attendees member members guests volunteers families individual separate further private
    residence indoor indoors outdoor outdoors outside inside open free closed cancelled moved postponed name enter
    line main default test sample start finish route walk trip travel field pick up out drop study learning click
    google maps here this that these those like want prefer need suits available back often again hours hour minutes
    days morning night which who what how directly stated listed applicable n/a na get receive pop fixed set single
    directory successful applicants applicant application acceptance accepted regularly around monthly daily rota turn
    turns changes change changed due update updates updated subject weather dependent dependant visit visits stay
    tuned keep eye late nothing blank empty missing por el la los las lo en de del al un una y e o u se su sus que con
    sin aún aun lugar lugares sede sedes ubicación ubicaciones dirección direcciones próximamente pronto página sitio
    todo toda todos todas municipio ciudad ciudades provincia domicilio inscripción inscribirse inscritos inscrito
    tras después antes reserva reservar correo electrónico teléfono definido definida confirmado confirmada disponible
    exterior aire libre puntos encuentro más información detalles organizador organización desconocido desconocida
    ninguno ninguna cada ort orte orten ortsangabe veranstaltungsort veranstaltungsorte adresse treffpunkt treffpunkte
    wird werden noch zeitnah unbekannt offen ohne nach anmeldung anmelden webseite homepage beschreibung auf bei beim
    der die das dem im am zu zur zum und oder mit per telefon telefonisch rechtzeitig später kürze überall bundesweit
    stadtweit bitte dort kurz map vor kurzfristig gesonderter gesondert einladung je ganz stadtgebiet uns ist steht
    fest nicht do miejsce miejsca miejscu adres adresu lokalizacja lokalizacje lokalizacji zostanie zostaną będzie
    później wkrótce po zapisaniu rejestracji zapisach zapisie zgłoszeniu mailowo mailem telefonicznie strona stronie
    stronę opis opisie w z lub oraz się nami nieznane nieznany brak danych dla uczestników uczestnikom przed terenie
    miasta mieście całe całym szczegóły termin zbiórki spotkania zajęć i'w i’w gael ei yr ar ôl wedi cofrestru archebu
    wefan gwefan manylion â ni lleoliad lleoliadau cyfeiriad man cyfarfod ledled yn sir ebost e-bost bost ffôn dim heb
    eto nes ymlaen pob fydd bydd cael à le les l une des du et ou lieu lieux sera seront site détails après
    inscription réservation chez vous domicile courriel téléphone inconnu ville partout bheith h ionad áit suíomh fáil
    بعد میں جائے جائیں گا گی گے مقام مقامات جگہ جگہیں پتہ کا کی کے کو پر سے ہے ہیں ہوگا ہوگی ہونا ہونی باقی کریں ویب
    سائٹ رجسٹریشن بکنگ ای میل دیا دی آپ نامعلوم معلوم نہیں جلد فون ابھی شہر بھر براہ کرم ہم تفصیل تفصیلات کیا
    advertised canceled wifi internet two three four five over service staff holders holder advise we'll we’ll let
    know between specified add physical away game appointment view parking doorstep agency nationally mine road
    leoliad leoliadau nie dotyczy cała polska plener plenerze prosimy kontakt programa especificado especificada
    procede lloc punto llegada salida para keine angabe dir ihnen unterwegs freien draußen endroits endroit envoyée
    l'inscription l’inscription uk england scotland wales cymru britain usa españa deutschland india pan ireland pari
    ein gyda gofrestru organizatora organizatorem mailowy sms gdzie indziej about week's week’s ac working
    instructions meets monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays evening evenings afternoon
    """
)
"""These name no place, alone or together."""

MANY = _words(
    """
    locations venues sites places branches parks schools libraries centres centers campuses neighbourhoods
    neighborhoods playgrounds workplaces premises communities facilities stops towns villages cities counties
    bibliotecas centros colegios parques escuelas museos institutos schulen bibliotheken stadtteile standorte
    standorten einrichtungen szkoły szkołach biblioteki bibliotekach parki parkach placówki placówkach ysgolion
    llyfrgelloedd parciau canolfannau worksites jobsites endroits businesses households
    """
)
"""Nor do several of a sort."""

SORTS = _words(
    """
    home homes house houses library school room office desk front reception classroom branch park centre center
    workplace work campus hall garden kitchen site base computer device space building gym casa biblioteca centro aula
    sala colegio schule bibliothek raum hause zuhause szkoła biblioteka domu ysgol llyfrgell cartref گھر اسکول
    لائبریری college agency worksite espacios espacio endroits
    """
)
"""A sort of place, which may be the name of the one that is meant: "Library"."""

SEVERAL = MANY | _words(
    """
    rooms halls clubs trails beaches buildings gardens streets spaces museums churches pools stations classrooms cafes
    cafés farms businesses offices shops galleries theatres theaters woods forests gyms estates hubs
    """
)
"""With a town: "Churches across Millbrook", or beside a sign: "Various rooms"."""

ONLINE = _words(
    """
    live delivered happening platform platforma plataforma modalidad using through over google ms microsoft zoom call
    calls room rooms campus branch classroom video conference chat group seminar delivery training worldwide access
    accessible account device computer wifi internet home comfort wydarzenie curso clase taller formato spotkanie
    spotkania zajęcia warsztaty szkolenie kurs kurse veranstaltung unterricht treffen über durch przez platformie
    platformę pośrednictwem dros drwy trwy sesiwn digwyddiad cwrs dolen gwrs ffurf format formats mode modes option
    options optional either both mix mixture combination combined part partly some fully entirely completely mostly
    mainly primarily solely purely totally also plus streaming streamed stream broadcast hosted recording interactive
    learn learners anyone server channel official enlace vía sesión sesiones evento eventos clases gratis gruppe
    sowohl als auch oraz albo łącze linku linkiem zaloguj browser held taking takes take place places broadcasts
    series talk talks lecture lectures conversation discussion hangout hangouts tutoring tuition support appointment
    appointments one two basis by up user users پر ذریعے کے بذریعہ آن لائن کلاس gaming premiere eventbrite canvas
    slack instructions través aula w par channels broadcasting meets gardref internecie hosting servers
    """
)
"""Beside a word for the internet these, like words that name no place, leave it the only place."""
