"""What a strategy may not use, by the dotted name that its imports give a thing. A trailing `*` stands for any ending."""

from fnmatch import fnmatchcase
from functools import cache
from typing import Final

import attrs


@attrs.frozen
class Rule:
    """`what` completes "the strategy ..."; `remedy` says what to do instead."""

    what: str
    remedy: str


ENGINES: Final = ("nautilus_trader", "backtrader", "zipline", "hummingbot", "driftpy")

ENGINE = Rule("imports an engine", "speak to the five ports alone: self.market_data, clock, portfolio, execution, risk")
PLATFORM = Rule("imports the platform's own machinery", ENGINE.remedy)
WALL_CLOCK = Rule("reads the wall clock", "use self.clock.now() or self.clock.utc_now(), which move with the market data")
LOCAL_TIME = Rule("depends on this machine's time zone", "give the time zone: datetime.fromtimestamp(seconds, tz=UTC)")
FILES = Rule("reads or writes outside the run", "pass what it needs as parameters, or as market data")
RANDOMNESS = Rule("draws unseeded randomness", "random.Random(self.config.seed) or numpy.random.default_rng(self.config.seed)")
CONCURRENCY = Rule("runs things beside the run", "do the work within the callback; the platform is synchronous")
DYNAMIC = Rule("hides what it uses from the check", "import it by name, call it by name")
UNORDERED = Rule("iterates over a set, whose order may differ between processes", "iterate over sorted(...)")
UNSTABLE = Rule("uses a value that may differ between processes", "compare or key by the value itself")


def _named(rule: Rule, *names: str) -> dict[str, Rule]:
    return dict.fromkeys(names, rule)


#: Modules no strategy has a use for: the import alone is refused.
MODULES: Final[dict[str, Rule]] = {
    **_named(ENGINE, *ENGINES, "tradeport.adapters"),
    **_named(PLATFORM, "tradeport.application", "tradeport.contract_tests", "tradeport.migration", "dependency_injector"),
    **_named(FILES, "os", "socket", "socketserver", "ssl", "select", "selectors", "urllib", "urllib3", "http", "requests"),
    **_named(FILES, "httpx", "aiohttp", "websocket", "websockets", "ftplib", "smtplib", "subprocess", "shutil", "tempfile"),
    **_named(FILES, "glob", "sqlite3", "mmap", "fileinput", "fcntl", "pty", "shelve", "dbm", "yfinance", "ccxt"),
    **_named(RANDOMNESS, "secrets"),
    **_named(CONCURRENCY, "threading", "_thread", "multiprocessing", "concurrent", "asyncio", "signal", "sched", "trio"),
    **_named(CONCURRENCY, "anyio", "gevent", "joblib", "dask", "ray"),
    **_named(DYNAMIC, "importlib", "runpy", "ctypes", "cffi", "imp", "pkgutil"),
}

_NAMES: Final[dict[str, Rule]] = {
    **_named(WALL_CLOCK, "time.time", "time.time_ns", "time.perf_counter*", "time.monotonic*", "time.process_time*"),
    **_named(WALL_CLOCK, "time.thread_time*", "time.clock_gettime*", "time.sleep", "time.ctime", "time.localtime"),
    **_named(WALL_CLOCK, "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
    **_named(WALL_CLOCK, "pandas.Timestamp.now", "pandas.Timestamp.utcnow", "pandas.Timestamp.today", "timeit.*"),
    **_named(FILES, "builtins.open", "builtins.input", "io.open", "io.FileIO", "codecs.open", "sys.stdin", "sys.argv"),
    **_named(FILES, "pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath", "gzip.open", "bz2.open", "lzma.open"),
    **_named(FILES, "zipfile.ZipFile", "tarfile.open", "platform.*", "pickle.load", "json.load", "csv.reader"),
    **_named(FILES, "pandas.read_*", "pandas.ExcelFile", "pandas.HDFStore", "polars.read_*", "polars.scan_*"),
    **_named(FILES, "numpy.load*", "numpy.save*", "numpy.fromfile", "numpy.genfromtxt", "numpy.memmap"),
    **_named(RANDOMNESS, "random.*", "numpy.random.*", "os.urandom", "uuid.uuid1", "uuid.uuid4"),
    **_named(DYNAMIC, "builtins.eval", "builtins.exec", "builtins.compile", "builtins.__import__", "builtins.__builtins__"),
}

#: Their import is the offence; what is done with them need not be said again.
BY_IMPORT_ALONE: Final = frozenset({ENGINE, PLATFORM})

#: Fine where they are named, for annotations; a call must give a seed.
SEEDED: Final = frozenset(
    {"random.Random"}
    | {f"numpy.random.{name}" for name in ("default_rng", "Generator", "RandomState", "SeedSequence", "BitGenerator")}
    | {f"numpy.random.{name}" for name in ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")}
)

#: Read the clock when called with fewer arguments than this.
ARGUMENTS: Final[dict[str, tuple[int, Rule]]] = {
    "time.gmtime": (1, WALL_CLOCK),
    "time.asctime": (1, WALL_CLOCK),
    "time.strftime": (2, WALL_CLOCK),
    "datetime.datetime.fromtimestamp": (2, LOCAL_TIME),
}

#: Read the clock when called with the word "now" or "today".
WORDS: Final = frozenset({"pandas.Timestamp", "pandas.to_datetime", "numpy.datetime64"})

#: Said aloud, not refused.
WARNED: Final[dict[str, Rule]] = _named(UNSTABLE, "builtins.hash", "builtins.id")

#: Methods that do I/O whatever object they are of.
METHODS: Final[dict[str, Rule]] = _named(FILES, "read_text", "write_text", "read_bytes", "write_bytes")


@cache
def of_name(name: str) -> Rule | None:
    """The rule that a use of `name` breaks: the more specific tables first."""
    if name in SEEDED:
        return None
    return next((rule for pattern, rule in _NAMES.items() if _fits(name, pattern)), None) or of_module(name)


@cache
def is_watched(module: str) -> bool:
    """Whether something in it is refused, so that a star import must be, too."""
    return of_module(module) is not None or any(pattern.startswith(module + ".") for pattern in _NAMES)


@cache
def of_module(name: str) -> Rule | None:
    """The rule that an import of `name`, or of anything in it, breaks."""
    return next((rule for module, rule in MODULES.items() if name == module or name.startswith(module + ".")), None)


def _fits(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) if "*" in pattern else name == pattern or name.startswith(pattern + ".")
