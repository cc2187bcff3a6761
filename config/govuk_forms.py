"""Django forms in the markup of the GOV.UK Design System.

In templates, `{{ form }}` renders all fields, `{{ form.name.as_field_group }}` one field with its label, hint and error
message, and `{{ form.name.control }}` only its control. The admin uses `{{ field }}`, which is Django's own markup.
A form may set `label_size = "m"` (s, m, l or "") for its labels and legends.
"""

from pathlib import Path
from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.forms import BoundField, Field, widgets
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

CONTROL_CLASSES = {
    "input": "govuk-input",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
}
WHEN_MISSING = {
    "radios": gettext_lazy("Choose an answer for “%s”"),
    "select": gettext_lazy("Choose an answer for “%s”"),
    "checkboxes": gettext_lazy("Choose at least one answer for “%s”"),
    "checkbox": gettext_lazy("Tick “%s”"),
    "date": gettext_lazy("Enter a date for “%s”"),
    "file": gettext_lazy("Choose a file for “%s”"),
}
DJANGO_MISSING = Field.default_error_messages["required"]
DATE_PARTS = (
    ("day", gettext_lazy("Day"), 2),
    ("month", gettext_lazy("Month"), 2),
    ("year", gettext_lazy("Year"), 4),
)


class DesignSystemField(BoundField):
    """A form field that is rendered as a component of the design system."""

    @cached_property
    def kind(self) -> str:
        """The component, which is the name of a template in templates/forms."""
        widget = self.field.widget
        if isinstance(widget, widgets.CheckboxSelectMultiple):
            return "checkboxes"
        if isinstance(widget, widgets.RadioSelect):
            return "radios"
        if isinstance(widget, widgets.CheckboxInput):
            return "checkbox"
        if isinstance(widget, widgets.SelectDateWidget):
            return "date"
        if isinstance(widget, widgets.Select):
            return "select"
        if isinstance(widget, widgets.Textarea):
            return "textarea"
        if isinstance(widget, widgets.FileInput):
            return "file"
        return "password" if isinstance(widget, widgets.PasswordInput) else "input"

    @property
    def template_name(self) -> str:
        return getattr(self.field, "template_name", None) or f"forms/{self.kind}.html"

    @property
    def label_size(self) -> str:
        """The size of the label: s, m, l, or "" for the size of body text."""
        return getattr(self.form, "label_size", "s")

    @property
    def own_classes(self) -> str:
        """The CSS classes that the form gave to the widget."""
        return self.field.widget.attrs.get("class", "")

    @property
    def first_id(self) -> str:
        """The id of the first control, for the link in the error summary."""
        if self.kind in {"radios", "checkboxes"}:
            return self.subwidgets[0].id_for_label if self.subwidgets else self.auto_id
        return f"{self.auto_id}_day" if self.kind == "date" else self.id_for_label or self.auto_id

    @property
    def warning(self) -> str:
        """What the author should know about the text, such as that it may name a person; "" if nothing.

        It comes from `field_warnings` of the form, a mapping by name of the field. A warning never stops a save.
        """
        warnings: dict[str, str] = getattr(self.form, "field_warnings", {})
        return warnings.get(self.name, "")

    @property
    def guidance(self) -> str:
        """What more there is to know about a question, for a part that opens; "" if nothing."""
        return getattr(self.field, "guidance", "")

    @property
    def aria_describedby(self) -> str | None:
        """The ids of the hint, the error message and the warning."""
        ids = [super().aria_describedby, f"{self.auto_id}_warning" if self.warning else ""]
        return " ".join(filter(None, ids)) or None

    @property
    def described_by(self) -> str:
        """The ids of the hint and the error message, for `aria-describedby`."""
        return self.aria_describedby or ""

    @property
    def summary_messages(self) -> list[str]:
        """The errors for the summary: the label comes before one that another field has too, unless it is in it."""
        names = [name for name in self.form.errors if name in self.form.fields and name != self.name]
        others: list[Any] = [self.form[name] for name in names]
        shared = {message for other in others for message in other.error_messages}
        label = str(self.label).rstrip(":")
        return [
            format_html("{}: {}", label, message) if message in shared and label not in message else message
            for message in self.error_messages
        ]

    @property
    def error_messages(self) -> list[str]:
        """The errors, with the field's label in place of the general words for a missing or too long text."""
        messages = []
        for error in self.errors.as_data():
            if error.code == "required" and error.message == DJANGO_MISSING:
                messages.append(
                    WHEN_MISSING.get(self.kind, gettext_lazy("Enter “%s”")) % str(self.label).rstrip(":")
                )
            elif (
                error.code == "max_length"
                and error.params
                and {"limit_value", "show_value"} <= set(error.params)
            ):
                longest, length = error.params["limit_value"], error.params["show_value"]
                label = str(self.label).rstrip(":")
                shorten = gettext("Shorten “{label}” to {longest} characters: it has {length}")
                messages.append(shorten.format(label=label, longest=f"{longest:,}", length=f"{length:,}"))
            else:
                messages.extend(error.messages)
        return messages

    def control(self) -> SafeString:
        """Return the control, with the widget's own CSS classes and ours.

        Placeholders are dropped, because they vanish when typing starts and every field has a label.
        """
        base = CONTROL_CLASSES.get(self.kind, "govuk-input")
        classes = [base, f"{base.split()[0]}--error" if self.errors else "", self.own_classes]
        attrs: dict[str, Any] = {"class": " ".join(filter(None, classes)), "placeholder": False}
        if self.kind == "password":
            attrs |= {"spellcheck": "false", "autocapitalize": "none"}
        return self.as_widget(attrs=attrs)

    def date_parts(self) -> list[dict[str, Any]]:
        """Return day, month and year as they were entered, so that a wrong date can be corrected."""
        widget = self.field.widget
        given = widget.get_context(self.html_name, self.value(), {})["widget"]["subwidgets"]
        values = {part["name"]: (part["value"] or [""])[0] for part in given}
        parts = []
        for key, label, width in DATE_PARTS:
            name = f"{self.html_name}_{key}"
            value = self.form.data.get(name, "") if self.form.is_bound else values.get(name) or ""
            identity = f"{self.auto_id}_{key}"
            parts.append({"name": name, "id": identity, "label": label, "width": width, "value": value})
        return parts

    def date_and_time_parts(self) -> list[dict[str, Any]]:
        """Return day, month, year and time as they were entered, of a text such as 2009-07-15T14:30."""
        name = f"{self.html_name}_time"
        given = (
            self.form.data.get(name, "") if self.form.is_bound else str(self.value() or "").partition("T")[2]
        )
        time = {
            "name": name,
            "id": f"{self.auto_id}_time",
            "label": gettext("Time"),
            "width": 5,
            "value": given,
        }
        return [*self.date_parts(), time]


class DesignSystemRenderer(DjangoTemplates):
    """Django's renderer with our templates for forms and fields, and Django's own templates for widgets."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    bound_field_class = DesignSystemField

    @cached_property
    def engine(self) -> Any:
        folders = [settings.BASE_DIR / "templates", Path(django_forms.__file__).parent / "templates"]
        return self.backend({"APP_DIRS": True, "DIRS": folders, "NAME": "designsystem", "OPTIONS": {}})
