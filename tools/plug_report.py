"""What pull-the-plug tells: while it runs, and in the end on the terminal, as a page and for programs."""
import html
import sys
import time

LABELS = (("kills_client_write", "client killed in a write"), ("kills_client_sync", "client killed in a sync"),
          ("kills_server", "server killed in a sync"), ("cuts", "connection cut"),
          ("half_answers", "answer ended half way"), ("refused", "connection refused"),
          ("held_up", "held up on its way"))
WRONGS = (("lost", "lost", "acknowledged, and not on every device and the server"),
          ("duplicated", "duplicated", "there twice, or accepted twice"),
          ("diverged", "diverged", "devices or server not equal, or not whole by their own check"))
BAR = 30


def span(seconds):
    seconds = max(0, round(seconds))
    return f"{seconds // 60} min {seconds % 60:02d} s" if seconds >= 60 else f"{seconds} s"


class Progress:
    """On standard error: a bar on a terminal, else a line at every count."""

    def __init__(self, times):
        self.times, self.live, self.begun = times, sys.stderr.isatty(), None
        self.at_rest = self.stopping = False

    def begin(self):
        self.begun = time.monotonic()

    def say(self, text):
        print(("\r\033[K" if self.live else "") + text, file=sys.stderr, flush=True)

    def left(self, tally):
        return (time.monotonic() - self.begun) / max(1, tally.rounds) * (self.times - tally.rounds)

    def draw(self, tally):
        if not self.live or self.begun is None:
            return
        full = BAR * tally.rounds // self.times
        ahead = f"{span(self.left(tally))} left" if tally.rounds else "no estimate yet"
        if self.stopping:
            ahead = "stopping: Ctrl-C again stops at once"
        print(f"\r[{'#' * full}{'.' * (BAR - full)}] {tally.rounds} of {self.times} rounds, {ahead}"
              f"{', counting' if self.at_rest else ''}\033[K", end="", file=sys.stderr, flush=True)

    def resting(self):
        self.at_rest = True

    def counted(self, tally):
        self.at_rest = False
        if self.live:
            self.draw(tally)
            return
        rounds, lost, twice, apart = tally.counts[-1]
        self.say(f"{rounds} of {self.times} rounds, {span(self.left(tally))} left: {len(tally.acknowledged)} writes, "
                 f"{tally.kills_client} + {tally.figures['kills_server']} kills, {tally.broken} cuts; "
                 f"lost {lost}, duplicated {twice}, diverged {apart}")

    def over(self):
        if self.live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


class Report:
    """Of a run that ended, in whatever way. `trouble`: why it did not come to its end, or None."""

    def __init__(self, plug, options, seconds, trouble):
        self.tally, self.options, self.seconds, self.trouble = plug.tally, options, seconds, trouble
        self.samples = plug.samples
        self.counted_at = self.tally.counts[-1][0] if self.tally.counts else None

    @property
    def good(self):
        return self.tally.clean and not self.trouble and self.counted_at == self.tally.rounds == self.options.times

    def wrongs(self):
        return [*self.tally.lost.values(), *self.tally.duplicated.values(), *self.tally.diverged]

    def json(self, page):
        tally = self.tally
        return {"ok": self.good, "rounds": tally.rounds, "times": self.options.times, "seed": self.options.seed,
                "devices": self.options.devices, "seconds": round(self.seconds, 1),
                "acknowledged": len(tally.acknowledged), "unanswered": len(tally.unanswered),
                "unanswered_done": tally.left_over, "kills_client": tally.kills_client, **tally.figures,
                "lost": len(tally.lost), "duplicated": len(tally.duplicated), "diverged": len(tally.diverged),
                "counted_after_round": self.counted_at, "wrong": self.wrongs()[:20], "trouble": self.trouble,
                "html": page}

    def rows(self):
        tally = self.tally
        yield len(tally.acknowledged), "writes acknowledged", "the command returned, so they have to stay"
        for name, label in LABELS:
            note = ""
            if name == "kills_client_write":
                note = f"{len(tally.unanswered)} writes without an answer, {tally.left_over} of them done all the same"
            yield tally.figures[name], label, note
        for name, label, note in WRONGS:
            yield len(getattr(tally, name)) if tally.counts else "-", label, note

    def title(self):
        return (f"{self.tally.rounds} rounds, {self.options.devices} devices, one server, seed {self.options.seed}, "
                f"{span(self.seconds)}")

    def verdict(self):
        if self.good:
            return "Every acknowledged write is on every device and the server, once, and all of them are equal."
        if self.counted_at is None:
            return "Nothing was counted."
        if not self.tally.clean:
            return "SOMETHING WAS LOST, IS THERE TWICE, OR DIFFERS. See below; the folder is kept."
        return f"Counted after round {self.counted_at}: nothing was lost until then. The run did not come to its end."

    def notes(self):
        yield from self.wrongs()[:20]
        if self.trouble:
            yield f"The run ended early: {self.trouble}"

    def text(self, page):
        lines = ["", f"Pull the plug: {self.title()}", ""]
        for number, label, note in self.rows():
            lines.append(f"  {number:>8,}  {label:<26}{note}".rstrip() if number != "-" else f"         -  {label}")
        lines += ["", self.verdict(), *(f"  {note}" for note in self.notes())]
        lines.append("A kill is no power cut: what the system had taken of a write, it still writes.")
        return "\n".join([*lines, f"The page: {page}"])

    # The page

    def page(self):
        rows = "".join(f"<tr><td>{number if number == '-' else format(number, ',')}</td>"
                       f"<th scope=row>{html.escape(label)}</th><td>{html.escape(note)}</td></tr>\n"
                       for number, label, note in self.rows())
        notes = "".join(f"<li>{html.escape(note)}</li>\n" for note in self.notes())
        return PAGE.format(title=html.escape(self.title()), verdict=html.escape(self.verdict()),
                           state="good" if self.good else "bad", rows=rows,
                           notes=f"<ul>\n{notes}</ul>" if notes else "", above=self.plot_of_work(),
                           below=self.plot_of_wrongs())

    def end(self):
        return max(self.samples[-1][0], 1) if self.samples else 1

    def plot_of_work(self):
        some = thinned(self.samples)
        series = [("writes", "writes acknowledged", [(s[0], s[1]) for s in some]),
                  ("client", "kills of a client", [(s[0], s[2]) for s in some]),
                  ("server", "kills of the server", [(s[0], s[3]) for s in some]),
                  ("link", "broken connections", [(s[0], s[4]) for s in some])]
        return plot(series, self.end(), 260, "Writes acknowledged and faults, over the time of the run")

    def plot_of_wrongs(self):
        """At each count, at the time of the round after which it came."""
        times = [time for time, *_ in self.samples] or [0]
        at = [(times[min(rounds, len(times) - 1)], *some) for rounds, *some in self.tally.counts]
        series = [(name, name, [(0, 0)] + [(one[0], one[i + 1]) for one in at])
                  for i, (name, _, _) in enumerate(WRONGS)]
        return plot(series, self.end(), 110, "Lost, duplicated and diverged, as counted")


def thinned(samples, most=400):
    step = max(1, len(samples) // most)
    return samples[::step] + samples[-1:]


def plot(series, end, height, title):
    width, left, below = 760, 60, 22
    top = max([1] + [value for _, _, points in series for _, value in points])

    def x(seconds):
        return left + seconds / end * (width - left - 10)

    def y(value):
        return height - below - value / top * (height - below - 12)
    parts = [f'<svg viewBox="0 0 {width} {height + 20}" role="img" aria-label="{html.escape(title)}">',
             f"<title>{html.escape(title)}</title>"]
    for value in sorted({0, top // 2, top}):
        parts.append(f'<line class="grid" x1="{left}" x2="{width - 10}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
                     f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:,}</text>')
    for part in (0, 0.5, 1):
        anchor = ("start", "middle", "end")[round(part * 2)]
        parts.append(f'<text x="{x(end * part):.1f}" y="{height - 6}" text-anchor="{anchor}">{span(end * part)}</text>')
    for name, _, points in series:
        line = " ".join(f"{x(seconds):.1f},{y(value):.1f}" for seconds, value in points)
        parts.append(f'<polyline class="{name}" points="{line}"/>')
    for at, (name, label, points) in enumerate(series):
        now = points[-1][1] if points else 0
        parts.append(f'<g transform="translate({left + at * (width - left) / len(series):.0f},{height + 12})">'
                     f'<line class="{name}" x2="14" y1="-4" y2="-4"/><text x="18">{label}: {now:,}</text></g>')
    return "\n".join([*parts, "</svg>"])


PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Wegwijs: pull the plug</title>
<style>
:root {{ color-scheme: light dark; --back: #fff; --text: #1c2126; --faint: #6a737c; --line: #d5dade; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --back: #14181b; --text: #e4e8eb; --faint: #98a2ab; --line: #384048; }} }}
body {{ font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); max-width: 50rem;
  margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.4rem; margin: 0; }} p {{ margin: .4rem 0; }}
.good, .bad {{ border-left: 4px solid #2c8a57; padding: .3rem .8rem; }}
.bad {{ border-color: #c4352f; font-weight: 600; }}
table {{ border-collapse: collapse; margin: 1rem 0; }} th {{ font-weight: normal; text-align: left; }}
td, th {{ padding: .15rem .8rem .15rem 0; border-bottom: 1px solid var(--line); }}
td:first-child {{ text-align: right; font-variant-numeric: tabular-nums; }}
td:last-child, small {{ color: var(--faint); }}
svg {{ width: 100%; }} svg text {{ font-size: 10.5px; fill: var(--faint); }}
svg line, polyline {{ fill: none; stroke-width: 2; }} svg .grid {{ stroke: var(--line); stroke-width: 1; }}
.writes {{ stroke: #2c8a57; }} .client {{ stroke: #d27a1d; }}
.server {{ stroke: #b0357c; }} .link {{ stroke: #3572b0; }}
.lost {{ stroke: #c4352f; }} .duplicated {{ stroke: #7b52b5; stroke-dasharray: 7 5; }}
.diverged {{ stroke: #3572b0; stroke-dasharray: 2 5; }}
</style>
<h1>Wegwijs: pull the plug</h1>
<p>{title}</p>
<p class="{state}">{verdict}</p>
{notes}
{above}
{below}
<table>
{rows}</table>
<p><small>The real programs on one machine, talking over a connection that is cut on purpose. After every so many
rounds all devices sync undisturbed and everything is counted; at the end a new device fetches all of it too. A kill is
no power cut: what the system had taken of a write, it still writes.</small></p>
</html>
"""
