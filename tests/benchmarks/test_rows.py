"""What the table of benchmarks says of a figure."""

from tests.benchmarks.rows import Measure, against, in_turns
from tests.benchmarks.run import chosen


def verdict(kontor: float, must: float | None, goal: float | None, unit: str = "ms") -> str:
    return Measure("12 fill the list", 100.0, kontor, must, goal, unit).verdict


def test_the_verdict_names_what_is_reached_and_how_much_is_missing():
    assert verdict(90, 150, 120) == "goal"
    assert verdict(130, 150, 120) == "must"
    assert verdict(150, 150, 120) == "must"
    assert verdict(165, 150, 120) == "missed by 15 ms (10%)"
    assert verdict(165, 150, 120, "MB") == "missed by 15 MB (10%)"
    assert verdict(130, 150, None) == "must"
    assert verdict(130, None, 120) == "goal missed by 10 ms (8%)"
    assert verdict(130, None, None) == ""


def test_limits_may_be_multiples_of_the_floor_of_the_same_run():
    measure = against("11 map a window", 100.0, 150.0, 1.6, 1.35)
    assert (measure.must, measure.goal, measure.ratio) == (160.0, 135.0, 1.5)


def test_names_begin_with_the_row_of_the_targets_where_there_is_one():
    assert (against("11 map a window", 1, 1, 1, 1).number, against("11 map", 1, 1, 1, 1).title) == (
        "11",
        "map",
    )
    assert Measure("load 378,009 rows", None, 1, None, None).number == ""
    assert Measure("load 378,009 rows", None, 1, None, None).title == "load 378,009 rows"


def test_floor_and_kontor_take_turns_and_the_middle_counts():
    told: list[str] = []
    figures = {"floor": iter((99.0, 1.0, 5.0, 2.0)), "kontor": iter((99.0, 10.0, 30.0, 20.0))}

    def work(name: str) -> float:
        told.append(name)
        return next(figures[name])

    assert in_turns([lambda: work("floor"), lambda: work("kontor")], 3) == [2.0, 20.0]
    assert told == ["floor", "kontor"] * 4


def test_a_module_is_chosen_by_its_name_or_by_a_row_it_measures():
    assert chosen(["12"]) == ["startup"]
    assert chosen(["register", "3"]) == ["fetch", "register"]
    assert len(chosen([])) == 6
    assert chosen(["19"]) == []
