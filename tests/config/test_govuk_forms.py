"""Our form fields compared with the examples of the design system (fixtures.json of its package)."""

import json
from html.parser import HTMLParser

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

COMPONENTS = settings.BASE_DIR / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
VOID = {"input", "br", "hr", "img"}
# Django numbers its ids in its own way, and writes aria-invalid and the size of a textarea itself.
IGNORED = {
    "autocomplete",
    "aria-controls",
    "id",
    "for",
    "name",
    "value",
    "aria-describedby",
    "aria-invalid",
    "rows",
    "cols",
    "checked",
}


class Outline(HTMLParser):
    """Markup as indented lines of element and attributes, without attributes that Django names differently."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag, attrs):
        compared = {name: value for name, value in attrs if name not in IGNORED}
        compared["class"] = " ".join(sorted((compared.get("class") or "").split()))
        words = [f'{name}="{value}"' for name, value in sorted(compared.items()) if value]
        self.lines.append("  " * self.depth + " ".join([tag, *words]))
        self.depth += tag not in VOID

    def handle_endtag(self, tag):
        self.depth -= tag not in VOID


def outline(markup: str) -> list[str]:
    parser = Outline()
    parser.feed(markup)
    return parser.lines


def example(component: str, name: str) -> str:
    fixtures = json.loads((COMPONENTS / component / "fixtures.json").read_text())["fixtures"]
    return {fixture["name"]: fixture["html"] for fixture in fixtures}[name]


def form_of(field: forms.Field, data: dict | None = None) -> forms.Form:
    """Return a form of one field without Django's default size and required attributes."""
    kind = type("OneField", (forms.Form,), {"it": field, "label_size": "", "use_required_attribute": False})
    return kind(data)


HINT = "A hint"


def choices(count: int) -> list[tuple[str, str]]:
    return [(str(number), f"Choice {number}") for number in range(count)]


def text(**kwargs) -> forms.Field:
    return forms.CharField(**kwargs)


def long_text(**kwargs) -> forms.Field:
    return forms.CharField(widget=forms.Textarea, **kwargs)


def select(**kwargs) -> forms.Field:
    return forms.ChoiceField(choices=choices(3), **kwargs)


def radios(**kwargs) -> forms.Field:
    return forms.ChoiceField(choices=choices(2), widget=forms.RadioSelect, **kwargs)


def checkboxes(**kwargs) -> forms.Field:
    return forms.MultipleChoiceField(choices=choices(3), widget=forms.CheckboxSelectMultiple, **kwargs)


def two_checkboxes(**kwargs) -> forms.Field:
    return forms.MultipleChoiceField(choices=choices(2), widget=forms.CheckboxSelectMultiple, **kwargs)


def date(**kwargs) -> forms.Field:
    return forms.DateField(widget=forms.SelectDateWidget, **kwargs)


def password(**kwargs) -> forms.Field:
    return forms.CharField(widget=forms.PasswordInput, **kwargs)


def file(**kwargs) -> forms.Field:
    return forms.FileField(**kwargs)


@pytest.mark.parametrize(
    ("make", "hint", "is_wrong", "component", "name"),
    [
        pytest.param(text, "", False, "input", "default", id="input"),
        pytest.param(text, HINT, False, "input", "with hint text", id="input, hint"),
        pytest.param(text, "", True, "input", "with error message", id="input, error"),
        pytest.param(text, HINT, True, "input", "with error and hint", id="input, hint, error"),
        pytest.param(long_text, "", False, "textarea", "default", id="textarea"),
        pytest.param(
            long_text, HINT, True, "textarea", "with hint and error message", id="textarea, hint, error"
        ),
        pytest.param(select, "", False, "select", "default", id="select"),
        pytest.param(
            select, HINT, True, "select", "with hint text and error message", id="select, hint, error"
        ),
        pytest.param(radios, HINT, False, "radios", "with hint", id="radios, hint"),
        pytest.param(radios, HINT, True, "radios", "with hint and error message", id="radios, hint, error"),
        pytest.param(checkboxes, HINT, False, "checkboxes", "with hint", id="checkboxes, hint"),
        pytest.param(
            two_checkboxes,
            HINT,
            True,
            "checkboxes",
            "with error message and hint",
            id="checkboxes, hint, error",
        ),
        pytest.param(date, HINT, True, "date-input", "with error message and hint", id="date, hint, error"),
        pytest.param(password, "", False, "password-input", "default", id="password"),
        pytest.param(file, HINT, True, "file-upload", "with error message and hint", id="file, hint, error"),
    ],
)
def test_a_field_has_the_markup_of_the_design_system(make, hint, is_wrong, component, name):
    form = form_of(make(help_text=hint), {} if is_wrong else None)

    html = form["it"].as_field_group()

    assert outline(html) == outline(example(component, name))


def test_a_widget_keeps_its_own_class_beside_the_design_systems():
    form = form_of(forms.CharField(widget=forms.TextInput(attrs={"class": "govuk-input--width-10"})), {})

    assert 'class="govuk-input govuk-input--error govuk-input--width-10"' in form["it"].control()


@pytest.mark.parametrize("make", [text, long_text, select, radios, checkboxes, date, password, file])
def test_every_described_by_refers_to_an_element_of_the_page(make):
    html = form_of(make(help_text=HINT), {})["it"].as_field_group()

    assert 'aria-describedby="id_it_helptext id_it_error"' in html
    assert 'id="id_it_helptext"' in html
    assert 'id="id_it_error"' in html


@pytest.mark.parametrize("make", [text, long_text, select, radios, checkboxes, date, password, file])
def test_the_error_summary_leads_to_the_first_control(make):
    form = form_of(make(), {})

    summary = render_to_string("components/error_summary.html", {"form": form})

    target = form["it"].first_id
    assert f'href="#{target}"' in summary
    assert f'id="{target}"' in form["it"].as_field_group()
    assert "This field is required" not in summary


def test_the_error_summary_names_the_fields_that_share_a_message():
    class Ages(forms.Form):
        first = forms.IntegerField(label="Age of the <first>")
        second = forms.IntegerField(label="Age of the second")
        weight = forms.DecimalField(label="Weight")

    summary = render_to_string(
        "components/error_summary.html", {"form": Ages({"first": "x", "second": "y", "weight": "z"})}
    )

    assert ">Age of the &lt;first&gt;: Enter a whole number" in summary
    assert ">Age of the second: Enter a whole number" in summary
    assert ">Enter a number" in summary


def test_a_custom_message_is_unchanged():
    form = form_of(forms.CharField(error_messages={"required": "Enter the name of the prison"}), {})

    assert form["it"].error_messages == ["Enter the name of the prison"]


def test_a_date_comes_in_three_parts():
    form = form_of(date(), {"it_day": "27", "it_month": "3", "it_year": "2009"})

    assert form.is_valid()
    assert form.cleaned_data["it"].isoformat() == "2009-03-27"


def test_a_wrong_date_comes_back_as_it_was_typed():
    form = form_of(date(), {"it_day": "31", "it_month": "June", "it_year": "2009"})

    values = [part["value"] for part in form["it"].date_parts()]

    assert not form.is_valid()
    assert values == ["31", "June", "2009"]


def test_a_known_date_is_shown():
    form = form_of(forms.DateField(widget=forms.SelectDateWidget, initial="2009-03-27"))

    assert [str(part["value"]) for part in form["it"].date_parts()] == ["27", "3", "2009"]


def test_answers_given_before_are_ticked():
    form = form_of(checkboxes(), MultiValueDict({"it": ["0", "2"]}))

    assert form["it"].as_field_group().count(" checked") == 2


def test_a_message_without_a_field_is_shown_once_above_the_fields():
    form = form_of(text(), {"it": "x"})
    form.add_error(None, "The two do not agree.")

    assert str(form).count("The two do not agree.") == 1
    assert 'href="#form_errors"' in render_to_string("components/error_summary.html", {"form": form})


def test_text_from_users_is_escaped():
    form = form_of(forms.CharField(label="<b>Name</b>"), {"it": ""})
    form.add_error("it", "<script>alert(1)</script>")

    html = str(form) + render_to_string("components/error_summary.html", {"form": form})

    assert "<script>" not in html
    assert "<b>" not in html
