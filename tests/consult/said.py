"""A hundred invented comments about four things, for tests of finding themes: no two alike, nobody's real words."""

from __future__ import annotations

BUSES = """
The bus to college is always late and I miss the start of lessons
Bus fares cost too much for young people
Make buses free for under 18s in the holidays
There is no bus to our village after six in the evening
The 65 bus is so full in the morning it drives past my stop
I would like more buses at the weekend so I can see my friends
Bus drivers should be kinder to teenagers
The bus stop has no shelter and we get soaked waiting
My daughter waits forty minutes for the school bus in the rain
Cheaper bus tickets would help our family get to appointments
Please run a bus from the estate to the youth club
Buses are cancelled with no warning and I am late for school
A bus pass for care leavers would help them get to work
The night bus stopped so I cannot get home from my job
Put a bus stop nearer to the special school
Bus timetables on the app are wrong most days
We need a direct bus to the hospital for my son
The school bus is crowded and smells
More buses in the evening would let us go to training
I walk home because the bus costs too much
Parents would use the bus if it came on time
The last bus leaves before drama club ends
""".strip().splitlines()

WAITING = """
We waited two years for an autism assessment
CAMHS waiting list is far too long for children who are struggling
My son is still waiting to see a mental health worker
It took eighteen months to get speech therapy for my daughter
Young people should get counselling without waiting for months
The wait for an assessment pushed our whole family to breaking point
Nobody tells you where you are on the waiting list
Shorter waiting times for mental health support please
I asked for counselling in year eight and I am in year ten now
Waiting lists for occupational therapy are a disgrace
Help came too late because of the waiting list
We paid for a private assessment because the wait was so long
Tell us how long we will wait for therapy and keep to it
My brother waited a year for help with his anxiety
While you wait for an assessment there is no support at all
The school says wait for the diagnosis before any help
A counsellor in every school so nobody waits
The speech therapist left and we went back to the start of the waiting list
Waiting for an education health and care plan takes more than a year
Children get worse while they wait for mental health help
Give families some support while they wait for an assessment
Mental health appointments are months apart
""".strip().splitlines()

PARKS = """
The park needs new swings and a bigger slide
I love the park but the swings are broken
Please mend the football goals in the park
There should be lights in the park so we can play in winter
More benches in the park for grandparents
Build a skate park near the leisure centre
The playground is only for little kids and not for teenagers
Put a climbing frame in our park
There is broken glass in the playground
A wheelchair swing in the park would let my sister play
The park gate is locked too early in summer
We want a basketball court in the park
Dog mess all over the playing field
Make the park bigger with more trees
The football pitch floods whenever it rains
Toilets in the park please
The splash pool in the park should open every summer
My toddler loves the sandpit in the park
A covered place in the park to sit with friends
Paint the playground with bright colours
The slide is rusty and needs mending
Free football in the park on Saturdays
""".strip().splitlines()

WORKERS = """
I have had six social workers in three years
My social worker keeps changing and I have to tell my story again
Keep the same social worker for each family
Our social worker listens and never gives up on us
Social workers leave because their caseloads are too high
Staff are leaving for agencies that pay more
Pay experienced social workers enough to stay
Caseloads are too high to do good work with families
New social workers need better supervision
The social worker did not ring back for weeks
Agency social workers come and go and nobody knows the child
A social worker who knows my name makes a difference
Recruit more permanent social workers for the team
Managers should visit families with newly qualified social workers
My social worker was off sick and no one took over
Train social workers about autism
Thank the social workers who stay because they are brilliant
Too much turnover of staff in the children's team
Good supervision would keep staff in this job
We lost three colleagues this year to higher pay elsewhere
The team needs a permanent manager and more staff
Each new social worker starts the assessment all over again
""".strip().splitlines()

LEFT_OUT = ("n/a", "", "No comment", "?!", "-")

SUBJECTS = {"buses": BUSES, "waiting": WAITING, "parks": PARKS, "workers": WORKERS}
ALL = tuple((text.strip(), subject) for subject, texts in SUBJECTS.items() for text in texts)
MORE = (
    "Buses on Sundays would help us visit nan",
    "Why does the bus cost more than a car for a family of four",
    "The bus never comes when it snows",
    "A cheaper bus pass for sixth form",
    "The school bus leaves before homework club finishes",
    "The bus app should say when a bus is full",
    "We need a bus between the two towns",
    "Bus stops need seats for my pregnant mum",
    "The waiting list for counselling made my panic worse",
    "Waiting eleven months for an ADHD assessment is too long",
    "Nobody rang us while we were on the waiting list for therapy",
    "Cut the wait for mental health appointments",
    "We gave up waiting for the autism assessment",
    "Text families to say how long the wait for therapy is",
    "Waiting for speech therapy since nursery",
    "The swings in the park squeak and one is gone",
    "More football nets in the park",
    "Our park has no playground for disabled children",
    "Please open the park toilets",
    "The park is muddy so put paths in it",
    "New slide for the playground please",
    "A park with lights would be safer for playing",
    "Trees in the park give shade to play in",
    "A fourth social worker this year is one too many",
    "Our social worker stayed with us and it helped",
    "Social workers need smaller caseloads",
    "Pay staff more so that social workers stay",
    "Supervision for social workers is cancelled too often",
    "Permanent staff instead of agency social workers",
    "My social worker never has time because of her caseload",
)
