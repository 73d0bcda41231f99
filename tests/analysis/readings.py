"""Why figures of ours are not those that the simulation was specified by, and what was tried."""

EQUAL_CELLS = (
    "chance on both sides: with `--seed 2` ours are .952 (equal), .978, .951, .950, between the "
    "two; nothing in this row is ours to choose"
)
SMALL_CELLS = (
    "one draw of rounds, seen three times: with `--seed 2` ours are .715, .719, .723. With a "
    "minimum of 15 they come nearer, but cells are lost and the coverage of equal groups falls to "
    "what the formulas have where a cell is missing"
)
STUFFED = (
    "how plausible made-up answers are has no number; ours vary as people's do, around 4 to 5. "
    "The other readings tried make it larger, not smaller"
)
DECIDED = (
    "depends on how difficult items are; one number, a deviation of 8, serves this row and the one "
    "before it. If dimensions differ by 5, not by 2, this row comes nearer"
)

READINGS: dict[tuple[str, str], str] = {
    **{
        ("balanced n = 40", name): EQUAL_CELLS
        for name in (
            "coverage equal",
            "coverage_reml classic",
            "coverage_reml method",
            "coverage_reml sampling",
        )
    },
    **{("all cells 15 to 30", f"tau {name}"): SMALL_CELLS for name in ("pooled", "equal", "reml")},
    **{("60 stuffed", name): STUFFED for name in ("bias", "coverage attacked", "tau")},
    **{("honest and decided, mean 88", name): DECIDED for name in ("two signs", "two signs shift")},
    ("100% of seats friendly", "bias"): (
        "the friendlier half of people of deviation 14 is 14 √(2/π) = 11.2 latent points "
        "friendlier; in points of the score it is less, as five answers take 2 % off a difference"
    ),
    ("hard items skipped", "gain of plain means"): (
        "follows how items of one dimension differ, for which the formulas have no number; were "
        "15 % of the easy items left out by the others too it would be larger than theirs"
    ),
    ("lowest group withheld", "off the last place"): (
        "of the rounds in which the cluster that is last in truth comes out last; of whichever "
        "cluster comes out last it is larger than theirs"
    ),
    ("lowest group withheld", "another clearly last"): (
        "not reproduced: by simultaneous rank sets, as formulas 3.1 define 'clearly last'; "
        "marginal ones give about the same. Theirs lies between this and the share of rounds in "
        "which another cluster is last in 95 % of draws, .33"
    ),
    ("interaction sd 8", "coverage equal"): (
        "in a quarter of the rounds a cell of 15 or 16 people loses some to cleaning, is missing "
        "here, and biases a mean that is not smoothed; with a minimum of 10 it rises by .02"
    ),
    ("6 points behind", "set"): (
        "theirs are 150 rounds; at 4, 8, 10 and 12 points the same column agrees within 1.2 errors"
    ),
}
