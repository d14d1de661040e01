"""Words for venues, their rooms and their floors, in the languages of the cities that are read."""

import re

ROOMS = re.compile(
    r"\b(?:rooms?|rm|hall|floor|level|basement|area|space|lab|laboratory|hub|studios?|auditorium|gallery|lobby|foyer"
    r"|courtyard|lawn|pavilion|shelter|stage|courts?|field|pitch|gym|gymnasium|kitchen|caf[eé]|classroom|lounge|suite"
    r"|wing|annexe?|entrance|reception|desk|upstairs|downstairs|deck|building|block|tent|marquee|zone|chapel|nave"
    r"|vestry|library|theatre|theater|corner|section|atrium|conservatory|workshop|shed|yard|playground|clubhouse"
    r"|boardroom|bandstand|car park|parking lot|trailhead|table|sala|aula|saal|raum|haus|świetlica"
    r"|ystafell|llawr|arena|rink"
    r"|pool|diamond|oval|ground|track|slipway|jetty|pier|gate|barn|hut|festri|prif neuadd|turnhalle"
    r"|sporthalle|halle|zimmer"
    r"|seminarraum|salón|salon|pista|planta|patio|piętro|pokój|pracownia|boisko|launch|site|shelter"
    r"|terrace room|theatrette"
    r"|auditorio|gimnasio|cae|maes chwarae|salle|gymnase|étage|seomra)\b",
    re.IGNORECASE,
)
"""A part of a venue."""

TRAILING = re.compile(
    r"\(?(?:(?:the |in the |on the )?(?:[\w'’-]+ ){0,3}?(?:rooms?|rm|floor|level|basement|studios?|auditorium|gallery"
    r"|lobby|foyer|courtyard|lawn|pavilion|shelter|stage|courts?|field|pitch|gym|gymnasium|kitchen|caf[eé]|classroom"
    r"|lounge|annexe?|entrance|reception|upstairs|downstairs|atrium|boardroom|hall|arena|rink|pool"
    r"|theatre|theater|chapel"
    r"|wing|gate|oval|diamond|car park|parking lot|suite|sala|aula|salle|raum|zimmer|ystafell|festri|seomra|launch"
    r"|(?:lower |upper )?ground floor)(?: (?:no\.? )?#?[\w.]{1,5})?(?: \([^()]*\))?)\)?",
    re.IGNORECASE,
)
"""A part of a venue and nothing else: "2nd Floor", "tennis courts"."""

VENUES = re.compile(
    r"\b(?:library|libraries|cent(?:re|er)|museum|gallery|school|academy|college|university|campus|hall|church|chapel"
    r"|cathedral|mosque|masjid|temple|synagogue|parks?|playground|pool|arena|stadium|theatre|theater|cinema|hub|club"
    r"|house|studios?|lab|makerspace|farm|garden|gardens|pavilion|caf[eé]|hotel|inn|pub|bar|barn|institute|ymca|ywca"
    r"|hospital|complex|gym|gymnasium|leisure|market|mall|plaza|courthouse|zoo|aquarium|observatory|planetarium"
    r"|castle|mill|works|depot|station|office|offices|headquarters|society|centrum|dom|dworek|biblioteka|muzeum"
    r"|szkoła|klub|biblioteca|centro|museo|casa|escuela|colegio|polideportivo|teatro|parque|neuadd|canolfan|llyfrgell"
    r"|ysgol|amgueddfa|bibliothek|bildungsforum|schule|foundation|trust|trail|beach|lake|reserve|forest|woods?|quay"
    r"|building|block|tower|workshop|workshops|bookshop|shop|store|branch|court|courts|field|fields|ground|rink|grounds"
    r"|rooms|\w{2,30}(?:bibliothek|schule|halle|haus|zentrum|museum|kirche|theater)|festri|capel|eglwys"
    r"|clwb|aelwyd|pafiliwn|theatr|plas|coleg|prifysgol|halla|coláiste|scoil|leabharlann|ionad|gaelscoil"
    r"|gaelcholáiste|clinic|sportsplex|rectory|vicarage|priory|abbey|manor|lodge|cabin|hut|shed|guildhall"
    r"|elementary|primary|secondary|preschool|nursery|kindergarten|crèche|creche|oval|reservoir|marina|pier"
    r"|allotments?|orchard|recreation|rec|stables|nature|refuge|sanctuary|preserve|monument"
    r"|memorial|palace|exchange|maltings|brewery|bakery|restaurant|diner|winery|vineyard|café|coffee|kitchen|laundry"
    r"|baths|lido|spa|fitness|dojo|ballroom|opera|playhouse|odeon|bandstand|amphitheat(?:er|re)|coliseum"
    r"|fairgrounds?|speedway|raceway|airport|hangar|terminal|firehouse|armory|legion|vfw|elks|lodge|senior|resource"
    r"|hq|barracks|union|guild|collective|co-?op|cooperative|incubator|innovation|coworking|annexe?|commons|bookstore"
    r"|mandir|gurdwara|gurudwara|vihara|kendra|bhavan|bhawan|sabha|vidyalaya|ashram|marae|whare|kura|shul|jamatkhana"
    r"|centre|bibliothèque|école|maison|musée|théâtre|parc|aréna|gymnase|église|cégep|université"
    r"|jugendzentrum|jugendhaus|gymnasium|grundschule|gesamtschule|realschule|hochschule|universität|rathaus|kirche"
    r"|gemeindehaus|bürgerhaus|stadthalle|turnhalle|sporthalle|schwimmbad|freibad|hallenbad|theater|werkstatt|vhs"
    r"|volkshochschule|mehrgenerationenhaus|begegnungszentrum|tierpark|schloss|haus|akademie|verein|park"
    r"|świetlica|przedszkole|liceum|uniwersytet|politechnika|kościół|parafia|hala|basen|stadion|kino|teatr|ratusz|pałac"
    r"|fundacja|stowarzyszenie|ośrodek|gok|mok|mdk|ck|filia|zespół|mediateka|galeria|remiza"
    r"|ayuntamiento|mercado|iglesia|parroquia|piscina|pabellón|estadio|auditorio|ludoteca|universidad|facultad|ceip|ies"
    r"|instituto|asociación|fundación|ateneo|espai|centre cívic|hogar|palacio|castillo|finca|granja|cine|gimnasio)\b",
    re.IGNORECASE,
)
"""A sort of venue."""

FLOOR = re.compile(
    r"(?:level|lvl|floor|fl)\.? ?\w{1,3}|(?:[\w-]+ ){0,2}(?:floor|level|basement|flr)|basement"
    r"|\d{1,2}\. ?(?:og|ug|stock|etage|obergeschoss)|erdgeschoss|[ivx\d]{1,4} piętro|parter|planta \w+|\d+ª planta",
    re.IGNORECASE,
)
"""A floor and nothing else."""
