"""Closed classes of English words that the rules lean on. No name of any actor stands here."""

from __future__ import annotations

PREPOSITIONS = frozenset(
    """about above across against along amid amidst among amongst around aboard at behind
    below beneath beside besides between beyond by concerning despite down during except for
    from in inside into like near of off on onto opposite out outside over past per
    regarding than through throughout toward towards under underneath unlike upon via versus
    with within without""".split()
)
DETERMINERS = frozenset(
    """a an the this these those its his her their our my your every no any some another
    such what""".split()
)
COORDINATORS = frozenset("and or but nor & plus yet".split())
SUBORDINATORS = frozenset(
    """that because while as when after before although though since until whereas once lest
    whenever wherever unless if whether how why what provided so""".split()
)
CONDITIONS = frozenset("if unless whether should lest provided".split())
CONTRASTS = frozenset("while whereas although though".split())
RELATIVES = frozenset("which who whom whose where".split())
PRONOUNS = frozenset("he she it they we i you".split())
#: The first person, as a subject.
FIRST_PERSON = frozenset({"we", "i"})

ADVERBS = frozenset(
    """not n't never also even still already just only too again ever now then soon later
    earlier however meanwhile instead therefore thus hence nevertheless nonetheless moreover
    furthermore perhaps maybe indeed once twice almost always often sometimes seldom rather
    quite very yet today yesterday tonight tomorrow together alone far first back ahead long
    else anyway well much more less most least so further both all each either neither nor
    """.split()
)
TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec today yesterday tonight tomorrow morning afternoon evening night week
    weekend month year last this next late early earlier later ago day days weeks months
    years hours overnight noon midnight""".split()
)

# --- who speaks for an actor ------------------------------------------------------------------

#: Persons that speak for an actor when its name or adjective stands before them.
SPOKESPERSONS = frozenset(
    """spokesman spokeswoman spokesperson spokesmen spokeswomen spokespeople spokespersons
    """.split()
)
PERSON_HEADS = SPOKESPERSONS | frozenset(
    """official officials minister ministers secretary secretaries president presidents
    premier premiers chancellor ambassador ambassadors envoy envoys diplomat diplomats
    leader leaders adviser advisers advisor advisors aide aides negotiator negotiators chief
    chiefs head heads boss commissioner commissioners commander commanders general admiral
    lawmaker lawmakers legislator legislators senator senators congressman congresswoman mp
    mps mep meps parliamentarian parliamentarians delegate delegates representative
    representatives source sources pm fm king queen emperor monarch chairman chairwoman
    chairperson speaker director prosecutor prosecutors counterpart counterparts consul
    policymaker policymakers undersecretary coordinator taoiseach ruler affaires attache attaches
    """.split()
)
#: Who speaks for a company, as its own ("whose chief executive said").
HEADS_OF_FIRMS = frozenset("executive founder owner boss chairman lawyer lawyers".split())
#: Bodies that speak for an actor when its name or adjective stands before them.
BODY_HEADS = frozenset(
    """government governments administration ministry ministries department departments
    authorities cabinet parliament presidency delegation treasury congress senate office
    council commission leadership""".split()
)
#: Bodies named after an actor's name or adjective ("the Polar mission"), later alone.
BRANCHES = frozenset(
    "embassy mission consulate military army navy bank court agency delegation".split()
)
ROLE_HEADS = PERSON_HEADS | BODY_HEADS
#: Bodies whose short form tells of itself whose it is ("the Commission"); the others, which
#: nearly every state has, only once their full name has been read.
RARE_BODIES = frozenset("commission treasury".split())
#: Words that stand between an actor's name and the head of a role.
ROLE_MODIFIERS = frozenset(
    """foreign prime defence defense interior finance economy economic energy trade justice
    health home vice deputy first second permanent acting senior top chief high special
    national security state press military intelligence policy affairs external internal
    presidential governmental parliamentary budget culture education environment climate
    agriculture transport labour labor infrastructure digital armed forces army navy air
    force joint supreme executive legislative political diplomatic lead principal assistant
    under junior regional humanitarian arms control nuclear peace unnamed anonymous ranking
    level law enforcement immigration commerce homeland central bank charge d'affaires
    consular cyber counterterrorism party ruling coalition un attorney consul""".split()
)
ROLE_WORDS = ROLE_HEADS | ROLE_MODIFIERS
#: What may follow "minister of", "secretary for", "head of".
DOMAINS = frozenset(
    """state defence defense foreign external affairs security policy finance treasury
    interior justice economy trade energy staff government parliament intelligence war
    commerce homeland cabinet exchequer general chiefs joint armed forces council commission
    national cooperation development union and the operations services mission delegation
    delegations environment climate industry terrorism financial""".split()
)
#: Put before a role: part of the mention, because nothing of them is left when it is replaced.
ROLE_OPENERS = frozenset(
    """a an the one another some several two three four five many most all both other
    separate senior top leading unnamed unidentified anonymous veteran chief outgoing
    incoming acting deputy high ranking level fellow major""".split()
)
#: Titles that come before a name on their own.
COURTESY = frozenset(
    """mr mrs ms miss sir dame dr prof gen lt col sgt adm sen rep gov lord lady""".split()
)
#: People whose titles are over, and names that no longer speak for anyone.
FORMER = frozenset("former ex erstwhile onetime ousted exiled deposed late".split())
FEMALE = frozenset("spokeswoman chairwoman congresswoman queen ms mrs miss dame lady".split())
MALE = frozenset("spokesman chairman congressman king mr sir lord".split())

#: What speaks for a state when only its adjective stands before it ("Polar forces said").
STATE_VOICES = frozenset(
    """statement statements communique note letter readout release report assessment
    document forces troops military army navy intelligence side embassy mission police
    regulators regulator court courts agency agencies bank consulate border guards proposal
    message memo website account draft plan service services executive""".split()
)
#: Heads that do not act or speak for the state in whose name or adjective they stand.
STRANGERS = frozenset(
    """analyst analysts expert experts journalist journalists reporter reporters
    correspondent activist activists woman women man men student students citizen citizens
    people person family families resident residents businessman businessmen businesswoman
    company companies firm firms media newspaper newspapers tv television outlet outlets
    opposition protester protesters protestor protestors dissident dissidents economist
    economists historian professor scientist scientists author writer actor actress athlete
    athletes player players team tourist tourists traveller travellers passenger passengers
    worker workers employee employees oligarch oligarchs billionaire tycoon investor
    investors banker lawyer lawyers teacher doctor doctors nurse farmer farmers voter voters
    fan fans public mayor mayors governor governors critic critics neighbour neighbours
    neighbor neighbors ally allies partner partners rival rivals enemy enemies adversary
    adversaries child children mother father refugee refugees soldier veteran pollster poll
    polls survey exile exiles press broadcaster magazine website observers observer scholar
    scholars think-tank blogger bloggers commentator commentators shoppers consumers backed
    """.split()
)

# --- names that only look like an actor's -----------------------------------------------------

#: Capitalised words that, right after a name, make it the name of something else: media,
#: companies, sport, learning, places in a town, treaties named after the town they were made in.
LOOKALIKE_AFTER = frozenset(
    """post times independent today news journal herald tribune gazette telegraph observer
    standard weekly daily review magazine radio tv television airlines airways airline steel
    petroleum express railways motors telecom open cup olympics marathon prix masters league
    fc united rovers university college school academy institute museum symphony orchestra
    philharmonic ballet opera theatre theater cathedral street avenue road square county
    airport station sea channel ocean islands columbia samoa guiana polynesia agreement
    agreements accord accords convention protocol protocols memorandum treaty statute club
    declaration pact hilton sprouts bulldog bulldogs terrier shepherd revolution exchange
    dynamo spartak lokomotiv""".split()
)
#: Those of them that are everyday words once every word has a capital.
LOOKALIKE_EVERYDAY = frozenset(
    """post today news daily weekly independent review standard open express radio tv
    television steel observer street school agreement accord treaty declaration pact
    exchange club sea airport station protocol revolution united times convention islands
    airlines railways airline""".split()
)
LOOKALIKE_BEFORE = frozenset("south north east west northern equatorial papua".split())
LOOKALIKE_OF = frozenset("voice council bank heart prince duke queen lady".split())
#: Words that mark a proper name as a medium, whose reports are the reporter's own voice.
OUTLETS = frozenset(
    """times post news agency journal press tv television radio daily tribune herald gazette
    telegraph guardian magazine newspaper broadcaster reuters bloomberg afp ap interfax tass
    cnn bbc politico axios ria novosti outlet website channel media independent""".split()
)
#: Surnames too common, or too like ordinary words, to stand for a person not yet introduced.
EVERYDAY_SURNAMES = frozenset(
    """adams allen anderson austin bailey baker ball banks barclay barnes barr barrow
    bell bennett black bond brink brooks brown bruce burns butler cameron campbell
    carney carpenter carter case chapman church clark clarke cole collins cook cooper
    costa cotton cox cross cruz curzon dan davies davis day drew driscoll duda earnest
    edwards ellis ernst evans field fish fisher flynn ford foster fox fried frost
    gabriel garland gill gold graham grant gray green griffin hague haines hall harris
    harvey hayes healey hickey hill hogan holder hope howard hughes hunt hunter hurley
    jackson james jenkins johnson jones jordan kellogg kelly kennedy khan kim king
    knight kos kumar lane law lee lewis linde long lopez love lynch mann marin marsh
    marshall martin mason mast may michel miller mills mitchell moon moore morgan morris
    murphy murray nelson nguyen novak page palmer park parker parks patel paul pavel
    perry peters phillips pierce pope porter post powell power price rau ray reed reid
    reynolds rhodes rice rich richards richardson roberts robinson rogers rose ross rush
    russell ryder sanchez sanders scott sessions sharp shaw sherman short simmons
    simpson singh small smith snow steel stevens stewart stocker stone stride strong
    sullivan summers taylor thomas thompson thomson tracy trott turner walker wallace
    waltz ward warner washington waters watson webb weber wells west white williams
    wilson wise wolf wong wood woods woodward wright yang young zhang""".split()
)
PARTICLES = frozenset(
    "von van der den de di da del della dos du la le el al bin ibn ben ter".split()
)

# --- subjects ---------------------------------------------------------------------------------

#: "Ada Frost, who heads the office at the ministry, said"
HEADING = frozenset("heads leads runs chairs directs represents oversees".split())
#: "a statement from the ministry said"
ISSUED = frozenset("statement communique note letter message tweet post readout".split())
#: Pronouns that name nobody.
NO_NAMES = frozenset("nothing nobody everyone everybody everything someone something".split())
#: "In public", "In response", after which the subject follows without a comma.
FIXED = frozenset("public private short fact effect response return reply turn addition".split())
