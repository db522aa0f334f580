"""What an answer that is no success means: one table for every SQLSTATE, PostgREST code and gateway status.

Here: the table (``CAUSES``), the function that finds the row of an answer, and the row's error. docs/errors.md prints
the table. Not here: HTTP and retries (``transport``), connections that gave no answer at all (``transport``, ``dsn``).

The sources of the rows: PostgreSQL 18, appendix A (SQLSTATEs); PostgREST 14's error table; recorded answers of
PostgREST 14.14; what Supabase documents of the gateway in front of it. An answer may lack any of its fields: after the
database crashed, PostgREST 14.14 answers 400 with every field empty. So a row is found by the first of these
that is present: the code, the code's class (its beginning), words of the message, the status.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from albumsync_dagster.errors import Kind
from albumsync_dagster.supabase.errors import (
    SupabaseAnswerError,
    SupabaseBusy,
    SupabaseError,
    SupabaseExhausted,
    SupabaseNotReady,
    SupabaseRefused,
    SupabaseUnavailable,
)

KEY = "SUPABASE_SECRET_KEY"
KEYS = f"{KEY} (or SUPABASE_SERVICE_ROLE_KEY, for a legacy key)"

_LONGEST = 300
"""Characters of the server's own words that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A row of the table.

    Attributes:
        kind: Its class.
        sentence: What happened; ``{function}`` stands for what was called.
        fix: What to do about it. No two rows share one.
        codes: SQLSTATEs and PostgREST codes, whole, or the first letters that a class of them shares.
        only_with: A piece of the message, in lower case, without which the codes mean another row.
        words: Pieces of messages, in lower case, that say this where no code does.
        words_first: The words are compared before the code.
        statuses: HTTP statuses that say this where neither a code nor a word does.
        error: The exception.
    """

    kind: Kind
    sentence: str
    fix: str
    codes: tuple[str, ...] = ()
    only_with: str = ""
    words: tuple[str, ...] = ()
    words_first: bool = False
    statuses: tuple[int, ...] = ()
    error: type[SupabaseError] | None = None

    @property
    def raised(self) -> type[SupabaseError]:
        """The exception; that of the kind where the row names none."""
        return self.error or _ERRORS[self.kind]


_ERRORS: dict[Kind, type[SupabaseError]] = {
    Kind.TRANSIENT: SupabaseUnavailable,
    Kind.PERMANENT: SupabaseAnswerError,
    Kind.MISCONFIGURED: SupabaseRefused,
    Kind.QUOTA: SupabaseExhausted,
    Kind.AUTH: SupabaseRefused,
}

CRASHED = Cause(
    kind=Kind.TRANSIENT,
    sentence="The connection between Supabase's API and its database broke during {function}",
    fix="The database may have crashed and be starting again: run the command again in a minute.",
    statuses=(400,),
)
"""Only where no field of the answer says anything; a 400 with words is a refusal."""

UNKNOWN = Cause(
    kind=Kind.PERMANENT,
    sentence="Supabase refused {function} for a reason that albumsync does not know",
    fix="Follow the message of Supabase above; if it does not help, report it with the output of --debug.",
)

UNKNOWN_TROUBLE = Cause(
    kind=Kind.TRANSIENT,
    sentence="Supabase, or a server in front of it, failed during {function}",
    fix="Run it again later; https://status.supabase.com shows known trouble.",
    statuses=(500,),
)
"""Any status of 500 and above that has no row of its own and no code."""

CAUSES: tuple[Cause, ...] = (
    # The key, as the gateway in front of PostgREST judges it.
    Cause(
        kind=Kind.AUTH,
        sentence="The project's legacy keys (anon, service_role) are switched off",
        fix=f"Put a secret key (sb_secret_...) of the project into {KEY} (Project Settings, API Keys).",
        words=("legacy api keys are disabled",),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The key is not registered for this project",
        fix=f"SUPABASE_URL and {KEY} must be of one project, and the key must not have been deleted: copy both again.",
        words=("unregistered api key",),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The key did not arrive at Supabase",
        fix="Something between this computer and Supabase removes the header `apikey`: look at proxies and gateways.",
        words=("no api key found",),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="Supabase does not accept the key",
        fix=f"Copy a secret key of this project to {KEY} (Project Settings, API Keys).",
        statuses=(401,),
        words=("invalid api key", "invalid authentication credentials"),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The key was not made by this project",
        fix=f"The key in {KEYS} belongs to another project, or the project's JWT secret was changed: copy it again.",
        codes=("PGRST301",),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The key has expired, or this computer's and the server's clocks differ",
        fix=f"Make a new key in Supabase and copy it to {KEYS}; correct this computer's clock if it is wrong.",
        codes=("PGRST303",),
        # PostgREST before version 13 says this with the code PGRST301.
        words=("jwt expired", "jwt not yet valid", "jwt issued at future"),
        words_first=True,
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The request reached the database without a key",
        fix="A gateway of your own in front of PostgREST drops the header Authorization: let it pass.",
        codes=("PGRST302",),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The server has no secret to check keys with",
        fix="On a server of your own set PGRST_JWT_SECRET for PostgREST; on hosted Supabase ask its support.",
        codes=("PGRST300",),
    ),
    # What the role may do.
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The role service_role may not use the schema public",
        fix="The schema was created again: run `albumsync migrate` as its owner, which restores the grant.",
        codes=("42501",),
        only_with="permission denied for schema",
        words=("permission denied for schema",),
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="Row-level security hides rows from {function}, or refuses what it writes",
        fix=f"{KEYS} must hold a secret or service_role key. If it does, that role has lost its right to pass "
        "row-level security: run `alter role service_role bypassrls;`.",
        codes=("42501",),
        only_with="row-level security",
    ),
    Cause(
        kind=Kind.AUTH,
        sentence="The role of the key may not do {function}",
        fix=f"{KEYS} must hold a secret or service_role key, not the publishable or anon key. If it "
        "does, grant service_role what the message names.",
        codes=("42501",),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="A role that Supabase needs does not exist in the database",
        fix="Restore the roles anon, authenticated, service_role and authenticator as Supabase creates them.",
        codes=("0P", "0L"),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The role of the key does not exist in the database",
        fix=f"The key in {KEYS} names a role that the project does not have: use a secret key.",
        codes=("22023",),
        only_with="does not exist",
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="Supabase's API cannot log in to its own database",
        fix="The password of the role authenticator was changed: set it back (Project Settings, Database).",
        codes=("28",),
    ),
    # Quota and disk.
    Cause(
        kind=Kind.QUOTA,
        sentence="The organisation's quota is used up, so Supabase serves nothing",
        fix="Look at the usage page of the organisation in Supabase: wait for the next period or change the plan.",
        statuses=(402,),
        words=("exceed_", "quota exceeded"),
    ),
    Cause(
        kind=Kind.QUOTA,
        sentence="The database is read-only",
        fix="Usually its disk is full: look at Database, Usage in Supabase, free space or enlarge the disk.",
        codes=("25006",),
        words=("read-only transaction",),
    ),
    Cause(
        kind=Kind.QUOTA,
        sentence="The database's disk is full",
        fix="Free space in the database or enlarge its disk, then run the command again.",
        codes=("53100",),
        words=("no space left on device",),
    ),
    # The set-up of the project.
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The schema public is not exposed by the project's API",
        fix="Add `public` to the exposed schemas (Project Settings, Data API).",
        codes=("PGRST106",),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The API of the project does not know {function}",
        fix="Run `albumsync migrate`. Where it has nothing to do, SUPABASE_URL and ALBUMSYNC_DATABASE_URL name "
        "different projects, or the API reads its schema late: run `notify pgrst, 'reload schema';`.",
        codes=("PGRST202", "PGRST204", "PGRST205"),
        error=SupabaseNotReady,
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The table or view in ALBUMSYNC_ENRICHMENT_VIEW cannot be read",
        fix="Correct the name in ALBUMSYNC_ENRICHMENT_VIEW, give it the columns that docs/enrichment.md lists, or let"
        " service_role read it: `grant select`.",
        codes=("AS001",),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The database lacks what {function} needs",
        fix="Run `albumsync migrate`: a table, column or function was dropped, or is of an older version.",
        codes=("42883", "42P01", "42703"),
        error=SupabaseNotReady,
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The database has several functions with the name {function}",
        fix="Drop those that albumsync's migrations did not make, then run `albumsync migrate`.",
        codes=("PGRST203", "42725"),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="A schema that {function} needs does not exist",
        fix="Restore the schema that the message names (public, extensions), then run `albumsync migrate`.",
        codes=("3F",),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The database of the project does not exist",
        fix="The database that the API serves was dropped or renamed: restore it from a backup.",
        codes=("3D", "57P04"),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The project is paused",
        fix="Restore it in the Supabase dashboard; projects of the free plan pause after a week without use.",
        statuses=(540,),
        words=("project paused", "project is paused"),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="There is no Supabase API at this address",
        fix="SUPABASE_URL is the project's URL, for instance https://abcdefgh.supabase.co, without a path.",
        codes=("PGRST125", "PGRST126"),
        statuses=(404, 405, 406, 410, 421),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The address redirects every request",
        fix="Put the address that it leads to into SUPABASE_URL, if that is your project.",
        statuses=(300, 301, 302, 303, 307, 308),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The network in front of Supabase refused {function}",
        fix="Look at the firewall, the proxy and the network restrictions of the project; its page names the one.",
        statuses=(403, 451),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The proxy asks for a password",
        fix="Put user and password of the proxy into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT.",
        statuses=(407,),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="Something in front of Supabase does not let a request of this size pass",
        fix="Raise the limit of the proxy or gateway to 10 MB; Supabase itself takes such requests.",
        statuses=(411, 413, 414, 431),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="The settings of the database server are wrong",
        fix="Look at the log of PostgreSQL: it names the setting; correct it and reload the server.",
        codes=("F0", "53400"),
    ),
    Cause(
        kind=Kind.MISCONFIGURED,
        sentence="A transaction pooler stands between Supabase's API and its database",
        fix="Connect PostgREST to the database itself, or switch its prepared statements off.",
        codes=("26",),
        words=("prepared statement",),
    ),
    # Trouble that passes.
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The API cannot connect to its database",
        fix="Wait until the database is up; the project's page in Supabase shows its state.",
        codes=("PGRST000", "PGRST001", "08"),
        words=("connection to server", "closed the connection", "terminating connection", "connection pointer is null"),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The API is still reading the schema of its database",
        fix="Run it again in a minute; if it stays so, the database may be paused or overloaded.",
        codes=("PGRST002",),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="All connections of the API to its database are in use",
        fix="Run it again when less is going on, or raise the size of the API's pool (Project Settings, Data API).",
        codes=("PGRST003",),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The database has no connection left",
        fix="Close connections that other programs hold open, then run it again.",
        codes=("53300",),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The database is short of memory or of other resources",
        fix="Run it again later; if it happens often, the project needs a larger compute size.",
        codes=("53",),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The database is starting, stopping or was restarted",
        fix="Run it again in a minute, when the database is up.",
        codes=("57", "25P03", "25P04"),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="A statement of {function} took too long and was stopped",
        fix="Run it again; if it stays so, another transaction holds the rows, or the statement timeout is under 8 s.",
        codes=("57014",),
        words=("statement timeout",),
        error=SupabaseBusy,
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="Another transaction holds a lock that {function} needs",
        fix="Find the open transaction (pg_stat_activity, state `idle in transaction`) and end it, then run it again.",
        codes=("55P03", "55006"),
        words=("lock timeout",),
        error=SupabaseBusy,
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="Two callers blocked each other during {function}",
        fix="Run it again when the other one has finished.",
        codes=("40",),
        error=SupabaseBusy,
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="A row that {function} inserts is there already",
        fix="Run it again: another caller inserted it meanwhile. If it stays so, a unique index of yours forbids it.",
        codes=("23505",),
        error=SupabaseBusy,
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The database's tables changed while {function} was planned",
        fix="Run it again, after a migration that is under way has ended.",
        codes=("0A000",),
        only_with="cached plan",
        words=("cached plan",),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="Supabase asks for fewer requests",
        fix="Run it again in some minutes, and let fewer programs use the project's API at once.",
        statuses=(425, 429),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="The gateway got no answer from Supabase in time",
        fix="Run it again later: the project is overloaded or restarting.",
        statuses=(408, 502, 503, 504, 544, 546),
    ),
    Cause(
        kind=Kind.TRANSIENT,
        sentence="Cloudflare, in front of Supabase, cannot reach the project",
        fix="See whether the project is up and not paused, then run it again.",
        statuses=(520, 521, 522, 523, 524, 525, 526, 527, 530),
    ),
    # Refusals of the request itself. Only these may name a rule of the user's.
    Cause(
        kind=Kind.PERMANENT,
        sentence="A statement in {function} has no WHERE clause, which Supabase forbids",
        fix="Add `where true` in your own trigger or function that the message names.",
        codes=("21000",),
        only_with="requires a where clause",
        words=("requires a where clause",),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="A constraint on the table refuses what {function} writes",
        fix="Change the constraint of your own that the message names; albumsync's tables have none that it breaks.",
        codes=("23", "44"),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="A trigger or function raised an error during {function}",
        fix="Look at the trigger of your own on the table, or at the function of ALBUMSYNC_AFTER_SYNC: it raised this.",
        codes=("P0", "09", "27", "2F", "38", "39", "PT", "PGRST111", "PGRST112", "PGRST121"),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="A value in {function} does not fit its column",
        fix="Compare the type and length of the column with the value that the message names.",
        codes=("22",),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="The call of {function} is not one that this API understands",
        fix="Update albumsync and PostgREST; a proxy in between must not change requests.",
        codes=("PGRST1", "PGRST2", "PGRSTX"),
        statuses=(415, 501, 505),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="The statement of {function} is not one that this database takes",
        fix="The functions are of another version, or PostgreSQL is older than 15: run `albumsync migrate`.",
        codes=("42", "03", "0A", "0B", "0F", "0Z", "10", "20", "21", "24", "25", "2B", "2D", "34", "3B", "72"),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="Triggers called each other without end in {function}",
        fix="Look for a trigger of your own that writes the table it belongs to, and let it pass over its own writes.",
        codes=("54001",),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="A limit of the database is reached in {function}",
        fix="A value is too long for an index, or a statement too large: shorten what the message names.",
        codes=("54",),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="A table or view is not in the state that {function} needs",
        fix="Do what the message asks for, for instance `refresh materialized view` without CONCURRENTLY once.",
        codes=("55",),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="A foreign table could not be read or written during {function}",
        fix="Look at the server behind the foreign table: it refused, or is out of reach.",
        codes=("HV",),
    ),
    Cause(
        kind=Kind.PERMANENT,
        sentence="The database server has trouble with its files or with itself during {function}",
        fix="Look at PostgreSQL's log; on hosted Supabase write to its support with the message.",
        codes=("58", "XX"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that is no success, as far as it says anything. Empty fields are absent ones."""

    status: int
    code: str = ""
    message: str = ""
    hint: str = ""

    @property
    def says_nothing(self) -> bool:
        """No field has anything in it."""
        return not (self.code or self.message or self.hint)


def cause_of(answer: Answer) -> Cause:
    """The row of an answer. Pure."""
    said = f"{answer.message} {answer.hint}".lower()
    spoken = [cause for cause in CAUSES if any(piece in said for piece in cause.words)]
    first = [cause for cause in spoken if cause.words_first]
    if found := next(iter(first), None) or _by_code(answer.code, said) or next(iter(spoken), None):
        return found
    if answer.says_nothing and answer.status in CRASHED.statuses:
        return CRASHED
    for cause in CAUSES:
        if answer.status in cause.statuses:
            return cause
    return UNKNOWN_TROUBLE if answer.status >= UNKNOWN_TROUBLE.statuses[0] else UNKNOWN


def supabase_error(function: str, answer: Answer) -> SupabaseError:
    """The error for an answer that is no success. Pure."""
    return error_of(cause_of(answer), function, answer)


def error_of(cause: Cause, function: str, answer: Answer) -> SupabaseError:
    """The error of a row, with the server's own words."""
    sentence = cause.sentence.format(function=function)
    where = answer.code or str(answer.status or "no code")
    words = _line(answer.message)
    hint = _line(answer.hint)
    fix = f"{cause.fix} Supabase's hint: {hint}" if hint else cause.fix
    return cause.raised(f"{sentence}: {words.rstrip('.')} ({where})." if words else f"{sentence} ({where}).", fix)


def rows() -> Iterator[tuple[str, Cause]]:
    """Every row with what it is found by, for the table in docs/errors.md."""
    for cause in CAUSES:
        codes = [f"`{code}`" if len(code) in (5, 8) else f"`{code}...`" for code in cause.codes]
        narrowed = [f'{", ".join(codes)} with "{cause.only_with}"'] if cause.only_with else codes
        yield ", ".join([*narrowed, *(f'"{piece}"' for piece in cause.words), *map(str, cause.statuses)]), cause
    yield "400 with nothing in it", CRASHED
    yield "any other 5xx", UNKNOWN_TROUBLE
    yield "anything else", UNKNOWN


def _by_code(code: str, said: str) -> Cause | None:
    """The row with the longest beginning of this code; of two, the one that the message bears out."""
    found = [
        (len(beginning), bool(cause.only_with), -place, cause)
        for place, cause in enumerate(CAUSES)
        for beginning in cause.codes
        if code.startswith(beginning) and cause.only_with in said
    ]
    return max(found, key=lambda each: each[:3])[3] if found else None


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
