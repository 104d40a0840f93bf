import type { Protocol } from '#studies/protocol/protocol.ts';
import { scriptedEndpoints, scriptedQuestions } from './measured.ts';

/**
 * `analysis.py`: the same as analysis.R in plain Python 3; the ratios and differences of the linear mixed models with
 * statsmodels where it is there. What Python has no method for is left out, and the script says what and why.
 */
export function scriptPython(protocol: Protocol): string {
  const known = { endpoints: scriptedEndpoints(protocol), questions: scriptedQuestions(protocol) };
  return SCRIPT.replace('#ENDPOINTS', () => JSON.stringify(known, null, 1));
}

const SCRIPT = String.raw`# Makes the numbers of results.csv again from reads.csv and answers.csv and prints the largest difference.
# Run it in the folder of the export: python3 analysis.py
# Means, shares and rank tests need no package; mixed models need statsmodels, intervals of ratios of means scipy.
import csv, json, math, statistics, sys

csv.field_size_limit(sys.maxsize)


def table(name):
    with open(name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


reads = [r for r in table("reads.csv") if r["reading_s"] != "" and r["kind"] == "study"]
answers = {}
for answer in table("answers.csv"):
    answers.setdefault((answer["read"], answer["item"]), []).append(answer)
ours = table("results.csv")
known = json.loads(r"""#ENDPOINTS""")
endpoints = {each["id"]: each for each in known["endpoints"]}
questions = {each["id"]: each for each in known["questions"]}


def numbers(rows, column):
    return [float(r[column]) for r in rows if r[column] != ""]


def mean(values):
    return math.fsum(values) / len(values)


def quantile(values, share):
    values = sorted(values)
    place = (len(values) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def arm_number(rows, name):
    t = numbers(rows, "reading_s")
    columns = {"editCharacters": "edit_characters", "editWords": "edit_words", "inserted": "inserted_characters",
               "deleted": "deleted_characters", "kept": "kept_share", "findingsAdded": "findings_added",
               "findingsRemoved": "findings_removed"}
    if name in columns:
        return mean(numbers(rows, columns[name]))
    if name == "unchanged":
        return mean([float(r["unchanged"] == "true") for r in rows if r["unchanged"] != ""])
    return {"reads": lambda: len(rows), "timeMean": lambda: mean(t), "timeSd": lambda: statistics.stdev(t),
            "timeMedian": lambda: quantile(t, 0.5), "timeQ1": lambda: quantile(t, 0.25),
            "timeQ3": lambda: quantile(t, 0.75), "timeGeoMean": lambda: math.exp(mean([math.log(x) for x in t]))}[name]()


def mann_whitney(a, b):
    """U of the first and two-sided p: exact below 50 reads an arm without ties, else normal with corrections, as R does."""
    n, m = len(a), len(b)
    pool = sorted((value, arm) for arm, values in enumerate((a, b)) for value in values)
    rank_sum, ties, start = 0.0, [], 0
    while start < n + m:
        end = start
        while end < n + m and pool[end][0] == pool[start][0]:
            end += 1
        rank_sum += sum((start + 1 + end) / 2 for k in range(start, end) if pool[k][1] == 0)
        ties.append(end - start)
        start = end
    u = rank_sum - n * (n + 1) / 2
    if n < 50 and m < 50 and max(ties) == 1:
        low = int(min(u, n * m - u))
        ways = [1] + [0] * low
        for i in range(1, n + 1):
            for k in range(low, m + i - 1, -1):
                ways[k] -= ways[k - m - i]
            for k in range(i, low + 1):
                ways[k] += ways[k - i]
        return u, min(1.0, 2 * sum(ways) / math.comb(n + m, n))
    tied = sum(t ** 3 - t for t in ties) / ((n + m) * (n + m - 1))
    spread = math.sqrt(n * m / 12 * (n + m + 1 - tied))
    away = abs(u - n * m / 2)
    return u, min(1.0, math.erfc(max(0.0, away - 0.5) / spread / math.sqrt(2)))


def chosen(answer):
    """Of two texts side by side, which of them was chosen, not on which side it stood."""
    return answer.get("prefers") or answer["code"]


def answer_number(rows, name):
    """Mean and SD of a scale, or the share of an option with Wilson's interval, of the finished reads that were asked."""
    item, what, *part = name.split(" ")
    draft, pair, after = questions[item]["draft"], questions[item]["pair"], questions[item]["after"]
    asked = [r for r in rows if r["status"] == "finished" and (not draft or r["has_draft"] == "true")]
    asked = [r for r in asked if not pair or r["two_texts"] == "true"]
    if after:
        asked = [r for r in asked if any(a["code"] in after["answers"] for a in answers.get((r["read"], after["item"]), []))]
    given = [a for r in asked for a in answers.get((r["read"], item), [])]
    if what in ("mean", "sd"):
        return (mean if what == "mean" else statistics.stdev)([float(a["value"]) for a in given])
    n, share = len(asked), sum(chosen(a) == what for a in given) / len(asked)
    z = statistics.NormalDist().inv_cdf(0.975)
    center, reach = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = max(0.0, (center - reach) / (1 + z * z / n)), min(1.0, (center + reach) / (1 + z * z / n))
    return {"share": share, "ciLow": low, "ciHigh": high}[part[0]]


class Left(Exception):
    """A number that is not made again here, and why."""


def student():
    try:
        from scipy.stats import t
    except ImportError:
        raise Left("Student's t needs scipy")
    return t


def paper_number(a, b, name):
    if name == "p":
        return mann_whitney(a, b)[1]
    ratio = mean(b) / mean(a)
    if name == "ratio":
        return ratio
    e = [statistics.variance(x) / len(x) / mean(x) ** 2 for x in (a, b)]
    df = sum(e) ** 2 / (e[0] ** 2 / (len(a) - 1) + e[1] ** 2 / (len(b) - 1))
    reach = student().ppf(0.975, df) * math.sqrt(sum(e))
    return ratio * math.exp(-reach if name == "ciLow" else reach)


def welch_number(first, second, back, name, level):
    effect = mean(second) - mean(first)
    if name in ("ratio", "estimate"):
        return back(effect)
    e = [statistics.variance(x) / len(x) for x in (first, second)]
    df, se = sum(e) ** 2 / (e[0] ** 2 / (len(first) - 1) + e[1] ** 2 / (len(second) - 1)), math.sqrt(sum(e))
    reach = student().ppf(1 - (1 - level) / 2, df) * se
    return {"df": lambda: df, "p": lambda: 2 * student().sf(abs(effect) / se, df),
            "ciLow": lambda: back(effect - reach), "ciHigh": lambda: back(effect + reach)}[name]()


MOST = 3000


def arm_effect(rows, arms, log, name, random=("reader", "case"), covariates=(), level=0.95):
    """The second arm less the first by a linear mixed model with REML, else by Welch's test; rows pair read and value."""
    rows = [(r, math.log(y) if log else y) for r, y in rows if y > 0 or not log]
    random = [f for f in random if 1 < len({r[f] for r, _ in rows}) < len(rows)]
    covariates = [f for f in covariates if len({r[f] for r, _ in rows}) > 1]
    back = math.exp if log else float
    if not random and not covariates:
        first, second = ([y for r, y in rows if r["arm"] == arm] for arm in arms)
        return welch_number(first, second, back, name, level)
    if name not in ("ratio", "estimate"):
        raise Left("statsmodels has neither Satterthwaite's nor Kenward and Roger's degrees of freedom")
    if len(rows) > MOST:
        raise Left(f"a mixed model of more than {MOST} reads takes statsmodels too long")
    try:
        import pandas
        import statsmodels.formula.api as formulas
    except ImportError:
        raise Left("mixed models need statsmodels")
    import warnings
    warnings.simplefilter("ignore")
    data = pandas.DataFrame({"y": [y for _, y in rows], "one": 1, "second": [float(r["arm"] == arms[1]) for r, _ in rows],
                             "reader": [r["reader"] for r, _ in rows], "film": [r["case"] for r, _ in rows],
                             "position": [float(r["position"]) for r, _ in rows], "period": [r["period"] for r, _ in rows]})
    fixed = " + ".join(["second"] + ["C(period)" if f == "period" else f for f in covariates])
    parts = {f: "0 + C(film)" if f == "case" else "0 + C(reader)" for f in random}
    if not parts:
        return back(formulas.ols(f"y ~ {fixed}", data).fit().params["second"])
    # Nelder and Mead's search finds variances of zero, where those that follow a gradient stop too early.
    model = formulas.mixedlm(f"y ~ {fixed}", data, groups="one", vc_formula=parts)
    return back(model.fit(reml=True, method=["nm"], xtol=1e-9, ftol=1e-12, maxiter=5000).params["second"])


def value_of(source, r):
    """What an endpoint measures of a read; None where it has no value."""
    kind = source["kind"]
    if kind == "column":
        return float(r[source["column"]]) if r[source["column"]] != "" else None
    if kind == "yes":
        return float(r[source["column"]] == "true") if r[source["column"]] != "" else None
    if kind == "finding":
        return float(source["finding"] in r["findings_stated"].split("; "))
    given = answers.get((r["read"], source["item"]), [])
    if r["status"] != "finished" or not given:
        return None
    if kind == "scale":
        return float(given[0]["value"])
    codes = {chosen(a) for a in given}
    if kind == "choice":
        return float(bool(codes & set(source["options"])))
    return float(source["favours"] in codes) - float(source["against"] in codes)


def endpoint_number(e, name):
    if e["arms"][0] == e["arms"][1]:
        raise Left("two texts of one arm are compared in analysis.R")
    if e["method"] in ("ordinal", "logistic"):
        raise Left(f"Python has no {e['method']} mixed model with crossed effects by Laplace's approximation")
    rows = [(r, value_of(e["source"], r)) for r in reads if r["group"] == e["group"] and r["arm"] in e["arms"]]
    rows = [(r, y) for r, y in rows if y is not None]
    if name == "pAdjusted":
        raise Left("p-values are corrected together, and not all of them are made here")
    if e["method"] == "mann-whitney":
        first, second = ([y for r, y in rows if r["arm"] == arm] for arm in e["arms"])
        u, p = mann_whitney(second, first)
        return u / (len(first) * len(second)) if name == "estimate" else p
    if name.startswith("margin"):
        raise Left("tests against a margin are made in analysis.R")
    return arm_effect(rows, e["arms"], e["method"] == "log-linear", name, e["randomEffects"], e["covariates"], e["confidence"])


def here(row):
    part, subject, arms, name = row["part"], row["subject"], row["arms"].split("/"), row["statistic"]
    if part in ("arm", "answer"):
        rows = [r for r in reads if r["group"] == subject and arms[0] in (r["arm"], "blinded")]
        return (arm_number if part == "arm" else answer_number)(rows, name)
    if part == "endpoint":
        return endpoint_number(endpoints[subject], name)
    rows = [r for r in reads if r["group"] == subject and r["arm"] in arms]
    if part == "paper":
        return paper_number(*([float(r["reading_s"]) for r in rows if r["arm"] == arm] for arm in arms), name)
    return arm_effect([(r, float(r["reading_s"])) for r in rows], arms, True, name)


largest, compared, left = 0.0, 0, {}
for row in ours:
    value = float(row["value"])
    try:
        again = here(row)
    except Left as why:
        left.setdefault(str(why), []).append(f"{row['part']} {row['subject']} {row['statistic']}")
        continue
    difference = abs(again - value) / max(1.0, abs(value))
    largest, compared = max(largest, difference), compared + 1
    print(f"{row['part']:8} {row['subject']:20} {row['arms']:28} {row['statistic']:36} {value:14.8g} {again:14.8g} {difference:9.2g}")
for why, numbers in left.items():
    print(f"not made again here ({why}): {', '.join(numbers)}")
print(f"numbers compared: {compared}\nlargest difference: {largest:.3g}")
sys.exit(1 if largest > 1e-4 else 0)
`;
