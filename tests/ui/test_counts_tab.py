"""Data import by clicks and keys (P6.1, P6.2): what is missing, made on the spot, seen before it is saved."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.counted import bring, configure, counted, counts_dialog, counts_tab, pick, tick, wishes
from tests.ui.office import Office, button, click, dialog, open_dialogs, press, texts, type_in, until
from ui.desktop.ask import Question, gone
from ui.desktop.dialogs.counts_tab import CountsTab, merged
from ui.desktop.dialogs.left_out import LeftOutDialog
from ui.desktop.dialogs.name import NameDialog
from ui.desktop.widgets.text import Link

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def runs(tab: CountsTab) -> list[str]:
    """Run dates in the strip."""
    return [f"{period.run_date:%d.%m.%Y}" for period in tab.strip.periods()]


async def name_it(name: str) -> None:
    asks = await dialog(NameDialog)
    field = asks.findChild(QLineEdit)
    field.clear()
    type_in(field, name)
    press(Key.Key_Return, on=field)


async def saved(office: Office, tab: CountsTab) -> None:
    click(tab.save_button)
    await until(lambda: not tab.save_button.busy and not tab.changes())
    assert office.toast().startswith("Saved.")


async def filled_in(tab: CountsTab) -> None:
    """Everything that is needed, by hand."""
    type_in(tab.form.title.input, "Volumes {period}")
    pick(tab.form.topic.input, "New topic…")
    await name_it("Monthly volumes")
    await until(lambda: tab.form.topic.value() is not None)
    tick(tab.form.days["last-day"])
    type_in(tab.form.first_day.editor, "01.12.2026")


def test_from_nothing_to_a_schedule_that_is_on(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        tab = await counts_tab(office)
        for words in ("Task title", "Data import day", "First import date", "Topic"):
            assert f"{words} is missing" in texts(tab.missing)
        assert tab.dialog.tabs.bar.tab("counts").accessibleName() == "Data import 4"
        assert "The schedule is off." in texts(tab.missing)
        for words, field in (("title", tab.form.title.input), ("day", tab.form.days["last-work-day"])):
            click(button(tab.missing, f"Go to {words}"))
            assert tab.window().focusWidget() is field
            if words == "title":
                type_in(field, "Volumes {month}")
            else:
                press(Key.Key_Space, on=field)
        click(button(tab.missing, "Go to date"))
        type_in(tab.window().focusWidget(), "01.12.2026")
        await until(lambda: tab.form.title.error == "" and "Next: Volumes December" in texts(tab.form.task))
        click(button(tab.missing, "Go to topic"))
        assert tab.window().focusWidget() is tab.form.topic.input
        pick(tab.form.topic.input, "New topic…")
        await name_it("Monthly volumes")
        await until(lambda: "Nothing is missing." in texts(tab.missing))
        assert tab.form.topic.input.currentText() == "Monthly volumes"
        pick(tab.mapping.combo("payment_created"), "New field…")
        asks = await dialog(NameDialog)
        assert asks.field.value() == "Payments created", "the count's own name is proposed"
        await name_it("Payments")
        await until(lambda: "1 of 14 mapped" in texts(tab.mapping))
        assert not (await office.program.summaries.plan("trigon")).mapping, "nothing holds before Save"
        await until(lambda: tab.window().activateWindow() or QApplication.activeWindow() is tab.window())
        tab.form.title.focus()
        press(Key.Key_Return, CTRL)
        await until(lambda: office.toast() == "Saved. The schedule is on.")
        plan = await office.program.summaries.plan("trigon")
        assert (plan.on, plan.title, plan.topic, plan.day) == (
            True,
            "Volumes {month}",
            "Monthly volumes",
            "last-work-day",
        )
        assert {k: plan.field_names[v] for k, v in plan.mapping.items()} == {"payment_created": "Payments"}
        await until(lambda: "Next run 31.12.2026 00:30." in texts(tab.missing))
        assert tab.dialog.tabs.bar.tab("counts").accessibleName() == "Data import"
        assert tab.save_button.toolTip() == "Nothing is changed."

    in_office(story, **wishes())


def test_the_strip_follows_the_rule_before_it_is_saved(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        tab = await counts_tab(office)
        assert runs(tab) == []
        await filled_in(tab)
        await until(lambda: runs(tab)[:2] == ["31.12.2026", "31.01.2027"])
        tick(tab.form.days["last-work-day"])
        await until(lambda: runs(tab)[:2] == ["31.12.2026", "29.01.2027"])
        tick(tab.form.days["day"])
        await until(lambda: runs(tab)[:2] == ["05.01.2027", "05.02.2027"])
        pick(tab.form.day, "31")
        await until(lambda: runs(tab)[:2] == ["31.01.2027", "28.02.2027"])
        assert len(runs(tab)) == 6
        assert "31.01.2027: 01.12.2026–30.01.2027" in tab.strip.accessibleDescription()
        assert (await office.program.summaries.plan("trigon")).day == ""

    in_office(story, **wishes())


def test_cancel_goes_back_to_what_holds(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        await configure(office, title="Volumes", day="last-day", mapping={"payment_created": "Payments"})
        tab = await counts_tab(office)
        assert not tab.cancel_button.isEnabled()
        type_in(tab.form.title.input, " {year}")
        pick(tab.form.assignee.input, "Nobody")
        pick(tab.mapping.combo("payment_created"), "Not imported")
        tick(tab.form.days["last-work-day"])
        assert set(tab.changes()) == {"title", "assignee", "mapping", "day"}
        click(tab.cancel_button)
        await until(lambda: not tab.changes())
        assert tab.form.title.value() == "Volumes"
        assert tab.form.assignee.input.currentText() == "Client manager"
        assert tab.mapping.combo("payment_created").currentText() == "Payments"
        assert tab.form.days["last-day"].isChecked()

    in_office(story, **wishes())


def test_everything_that_can_be_said_is_kept(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        tab = await counts_tab(office)
        await filled_in(tab)
        pick(tab.form.assignee.input, "Liis Kask")
        tick(tab.form.auto_complete)
        pick(tab.form.refresh.input, "Import new ones")
        await saved(office, tab)
        plan = await office.program.summaries.plan("trigon")
        liis = next(m.id for m in await office.program.firm.members() if m.name == "Liis Kask")
        assert (plan.assignee, plan.member_id) == ("member", liis)
        assert (plan.auto_complete, plan.refresh) == (True, "import")
        assert plan.first_day == date(2026, 12, 1)
        pick(tab.form.assignee.input, "Nobody")
        await saved(office, tab)
        assert (await office.program.summaries.plan("trigon")).assignee == "nobody"

    in_office(story, **wishes())


def test_a_wrong_placeholder_is_said_at_the_title_and_is_not_saved(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        await configure(office, title="Volumes")
        tab = await counts_tab(office)
        type_in(tab.form.title.input, " {moth}")
        await until(lambda: tab.form.title.error.startswith("{moth} is no placeholder of a title."))
        click(tab.save_button)
        await until(lambda: "{moth} is no placeholder of a title." in texts(tab._body))
        await until(tab.save_button.isEnabled)
        assert tab.form.title.value() == "Volumes {moth}"
        assert (await office.program.summaries.plan("trigon")).title == "Volumes"

    in_office(story, **wishes())


def test_a_topic_that_is_there_already_is_told_and_nothing_is_lost(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        await office.program.tasks.add_topic(office.owner, "Payroll")
        tab = await counts_tab(office)
        type_in(tab.form.title.input, "Volumes")
        pick(tab.form.topic.input, "New topic…")
        await name_it("Payroll")
        await until(lambda: "Payroll" in texts(tab._body))
        assert tab.form.title.value() == "Volumes"
        assert tab.form.topic.value() is None
        pick(tab.form.topic.input, "New topic…")
        press(Key.Key_Escape, on=await dialog(NameDialog))
        await until(lambda: not any(isinstance(each, NameDialog) for each in open_dialogs()))
        assert tab.form.topic.value() is None

    in_office(story, **wishes())


def test_a_task_field_takes_one_count(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        await configure(office, mapping={"payment_created": "Payments", "payment_updated": "Changed"})
        tab = await counts_tab(office)
        other = tab.mapping.combo("sales_invoice_created")
        words = [other.itemText(n) for n in range(other.count())]
        assert words == ["Not imported", "New field…"]
        pick(tab.mapping.combo("payment_created"), "Not imported")
        pick(other, "Payments")
        assert "2 of 14 mapped" in texts(tab.mapping)
        await saved(office, tab)
        plan = await office.program.summaries.plan("trigon")
        assert set(plan.mapping) == {"payment_updated", "sales_invoice_created"}
        click(tab.mapping.add_link)
        await name_it("Fixed assets")
        await until(lambda: other.findText("Fixed assets") > 0)
        assert not tab.changes(), "a field alone changes nothing of the plan"

    in_office(story, **wishes())


def test_the_first_date_stays_once_a_run_has_begun(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        tab = await counts_tab(office)
        assert not tab.form.first_day.editor.isEnabled()
        assert tab.form.first_day.editor.toolTip() == "Runs have begun: the days until then are counted."
        assert tab.form.title.input.isEnabled()
        await until(lambda: runs(tab)[:1] == ["31.12.2026"])

    in_office(story, **wishes())


def test_what_others_save_meanwhile_comes_in_and_edits_stay(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        fields = {"payment_created": "Payments", "sales_invoice_created": "Sales"}
        await configure(office, title="Volumes", day="last-day", mapping=fields)
        tab = await counts_tab(office)
        type_in(tab.form.title.input, " {year} ")
        pick(tab.mapping.combo("payment_created"), "Not imported")
        changed = {**fields, "expense_line_created": "Expenses"}
        await configure(office, day="last-work-day", topic="Monthly volumes", mapping=changed)
        await until(tab.form.days["last-work-day"].isChecked)
        assert tab.form.title.input.text() == "Volumes {year} ", "who types goes on where they are"
        assert set(tab.changes()) == {"title", "mapping"}
        await saved(office, tab)
        plan = await office.program.summaries.plan("trigon")
        assert (plan.title, plan.day, plan.topic) == ("Volumes {year}", "last-work-day", "Monthly volumes")
        assert set(plan.mapping) == {"sales_invoice_created", "expense_line_created"}

    in_office(story, **wishes())


def test_choices_of_two_people_are_laid_together():
    before, known = {"a": 1, "b": 2}, {1, 2, 3, 4}
    assert merged(before, before, {"a": 1, "b": 3}, known) == {"a": 1, "b": 3}
    assert merged(before, {"a": 1, "b": 2, "c": 4}, {"a": 1}, known) == {"a": 1, "c": 4}
    assert merged(before, {"b": 2}, {"a": 1, "b": 3}, known) == {"b": 3}, "taken out here"
    assert merged(before, {**before, "c": 3}, {**before, "d": 3}, known) == {**before, "c": 3}, (
        "one count each"
    )
    assert merged(before, {**before, "c": 9}, before, known) == before, "a field that is gone"


def test_a_run_of_many_clients_is_read_once(in_office):
    async def story(office: Office) -> None:
        from app.core.events import SummariesChanged

        await bring(office)
        tab = await counts_tab(office)
        await until(lambda: not tab._stale)
        before = tab._reading
        for _ in range(50):
            office.program.events.publish(SummariesChanged("trigon"))
        await until(lambda: tab._reading > before and not tab._stale)
        assert tab._reading == before + 1

    in_office(story, **wishes())


def test_a_member_sees_it_and_is_told_who_may_change_it(in_office):
    async def story(office: Office) -> None:
        owner = await office.program.firm.actor()
        await office.program.connections.connect(
            owner,
            "trigon",
            office.trigon.url,
            {"email": office.trigon.email, "password": office.trigon.password},
        )
        await office.program.summaries.configure(owner, "trigon", {"title": "Volumes"})
        tab = await counts_tab(office)
        reason = "Integrations and imports are for the Owner and Admins"
        assert reason in texts(tab._body)
        assert tab.form.title.value() == "Volumes"
        parts = (
            tab.form.title.input,
            tab.form.topic.input,
            tab.form.days["last-day"],
            tab.form.first_day.editor,
        )
        for part in (*parts, tab.mapping.combo("payment_created"), tab.mapping.add_link):
            assert not part.isEnabled(), part
        assert not tab.save_button.isEnabled()
        assert tab.save_button.toolTip().startswith(reason)
        assert tab.form.task.toolTip().startswith(reason)
        assert not tab.missing.button.isVisible()

    in_office(story, **wishes(member=True))


def test_who_is_left_out_is_shown_by_name_and_opened(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        await office.add("Ours alone OÜ")
        tab = await counts_tab(office)
        await until(lambda: "1 client is left out." in texts(tab))
        link = next(each for each in tab.findChildren(Link) if each.text() == "Show them")
        click(link)
        shown = await dialog(LeftOutDialog)
        (row,) = [shown.model.row_at(n) for n in range(shown.model.shown)]
        assert (row.client, row.reason) == ("Ours alone OÜ", "no_link")
        shown.table.setFocus()
        shown.table.set_current(row.client_id)
        press(Key.Key_Return, on=shown.table)
        await until(lambda: office.shell.stack.currentWidget() is office.shell.page("clients"))

    in_office(story, **wishes())


def test_closing_asks_only_where_something_would_be_lost(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        window = await counts_dialog(office)
        press(Key.Key_Escape, on=window)
        await until(lambda: gone(window) or not window.isVisible())
        window = await counts_dialog(office)
        assert window.counts is not None
        type_in(window.counts.form.title.input, "Volumes")
        press(Key.Key_Escape, on=window)
        click(button(await dialog(Question), "Keep editing"))
        await until(lambda: not any(isinstance(each, Question) for each in open_dialogs()))
        assert window.isVisible()
        assert window.counts.form.title.value() == "Volumes"
        window.close()
        click(button(await dialog(Question), "Discard the changes"))
        await until(lambda: gone(window) or not window.isVisible())
        assert (await office.program.summaries.plan("trigon")).title == ""

    in_office(story, **wishes())


def test_closed_at_any_moment(in_office):
    """While it is read, while the runs are worked out, while it is saved, over the question for a name."""

    async def story(office: Office) -> None:
        await bring(office)
        window = await counts_dialog(office)
        window.done(0)
        window = await counts_dialog(office)
        window.refresh()
        tick(window.counts.form.days["last-day"])
        window.done(0)
        window = await counts_dialog(office)
        type_in(window.counts.form.title.input, "Kept")
        click(window.counts.save_button)
        window.done(0)
        for _ in range(200):
            if (await office.program.summaries.plan("trigon")).title == "Kept":
                break
        window = await counts_dialog(office)
        await until(lambda: window.counts.form.title.value() == "Kept")
        pick(window.counts.form.topic.input, "New topic…")
        await dialog(NameDialog)
        window.done(0)
        window = await counts_dialog(office)
        assert window.counts.form.topic.value() is None

    in_office(story, **wishes())


def test_the_program_is_signed_out_meanwhile(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        tab = await counts_tab(office)
        await until(lambda: "The schedule is on." in texts(tab.missing))
        await office.program.connections.disconnect(office.owner, "trigon")
        await until(lambda: "The schedule waits." in texts(tab.missing))

    in_office(story, **wishes())
