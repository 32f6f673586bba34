"""What Kontor knows of Trigon without talking to it."""

from integrations.contract import N_, Capability, FieldKind, FormField, Manifest
from integrations.trigon.count_kinds import COUNTS

MANIFEST = Manifest(
    key="trigon",
    name="Trigon",
    country="EE",
    kind=N_("Accounting program"),
    sentence=N_("Brings the firm's clients out of Trigon and keeps them up to date."),
    icon="buildings",
    capabilities=frozenset({Capability.CLIENTS, Capability.COUNTS}),
    form=(
        FormField(
            key="url",
            label=N_("Address"),
            kind=FieldKind.ADDRESS,
            hint=N_("The address at which your firm opens Trigon."),
            placeholder="https://",
        ),
        FormField(
            key="email",
            label=N_("E-mail"),
            kind=FieldKind.EMAIL,
            hint=N_("Of your user in Trigon."),
        ),
        FormField(
            key="password",
            label=N_("Password"),
            kind=FieldKind.SECRET,
            hint=N_("Used once to sign in, never stored."),
            environment="KONTOR_PASSWORD",
        ),
    ),
    client_fields=("name", "registration_code", "vat_number", "country", "email", "phone"),
    before=(
        N_("An active user in Trigon."),
        N_("A role of that user with List and View for every firm that Kontor is to see."),
    ),
    steps=(
        N_("Open Trigon in the browser and copy the address."),
        N_("Sign in here with the e-mail and password that you use there."),
        N_("If a firm is missing later, ask Trigon's administrator for List and View on it."),
    ),
    rights=((N_("Firms"), N_("List")), (N_("Firms"), N_("View"))),
    keeps=N_(
        "Only a token is kept, in this computer's keyring. The password leaves memory after signing in, "
        "and nothing is ever written to Trigon."
    ),
    counts=COUNTS,
)
