"""Invented people and organisations for the demonstration rounds."""

from __future__ import annotations

from numpy.random import Generator

from analysis.parameters import Parameters
from surveyapp.participants.importer import Row

FIRST = (
    "Aarti", "Abdul", "Ananya", "Arjun", "Bhavna", "Charan", "Deepa", "Devika", "Farhan",
    "Gauri", "Girish", "Harini", "Imran", "Ishaan", "Jaya", "Kavita", "Kiran", "Lakshmi",
    "Madhav", "Meera", "Mohan", "Nandini", "Nikhil", "Padma", "Prakash", "Priya", "Rahul",
    "Ramesh", "Rekha", "Rohan", "Sadhana", "Sameer", "Sanjana", "Shreya", "Sunil", "Tanvi",
    "Uday", "Usha", "Varun", "Yamini",
)  # fmt: skip
LAST = (
    "Acharya", "Bhat", "Chandran", "Deshmukh", "Gowda", "Iyer", "Jadhav", "Kamath", "Kapoor",
    "Kulkarni", "Mehta", "Menon", "Naidu", "Nair", "Patil", "Pawar", "Qureshi", "Raman", "Rao",
    "Reddy", "Sahni", "Sharma", "Shetty", "Singh", "Thakur", "Varma", "Wagle", "Yadav",
)  # fmt: skip
ORGANISATIONS = {
    "academia": ("University", "Institute of Materials", "College of Engineering",
                 "Centre for Biology", "Institute of Optics", "Medical College",
                 "School of Planetary Science", "Polytechnic"),
    "industry": ("Pumps", "Diagnostics", "Instruments", "Polymers", "Avionics", "Agrochem",
                 "Batteries", "Castings"),
    "startups": ("Drones", "Biosensors", "Solar Works", "Water Labs", "Robotics", "Soil Data",
                 "Implants", "Lidar"),
    "government": ("Water Board", "City Corporation", "Health Department", "Transport Authority",
                   "Science Trust", "Farmers' Union", "Pollution Board", "Museum of Science"),
}  # fmt: skip
LANGUAGES = {
    "bengaluru": ("en", "en", "en", "kn"),
    "delhi_ncr": ("en", "en", "hi"),
    "hyderabad": ("en", "en", "en", "te"),
    "pune": ("en", "en", "mr"),
}
# a small cell, to see what is withheld of it
SMALL = ("hyderabad", "government")
INVITED, INVITED_IN_SMALL = 62, 18


def make_rows(parameters: Parameters, random: Generator) -> list[Row]:
    """Return a list of participants for every cell."""
    rows = []
    for cluster in parameters.clusters:
        for group in parameters.group_ids:
            small = (cluster.id, group) == SMALL
            for number in range(INVITED_IN_SMALL if small else INVITED):
                first, last = random.choice(FIRST), random.choice(LAST)
                kind = ORGANISATIONS[group][number % len(ORGANISATIONS[group])]
                name = f"{first}.{last}.{cluster.id}.{group}.{number}".lower().replace("_", "-")
                rows.append(
                    Row(
                        email=f"{name}@example.org",
                        firstname=str(first),
                        lastname=str(last),
                        language=str(random.choice(LANGUAGES[cluster.id])),
                        cluster=cluster.id,
                        group=group,
                        organisation=f"{cluster.name['en']} {kind}",
                        frame="nominated" if number % 6 == 5 else "listed",
                    )
                )
    return rows
