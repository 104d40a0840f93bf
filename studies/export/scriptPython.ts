/**
 * `analysis.py`: the same as analysis.R in plain Python 3; the ratios of the mixed models with statsmodels where it is
 * there. statsmodels has no Satterthwaite degrees of freedom, so that their intervals and p-values are left out.
 */
export const scriptPython = String.raw`# Makes the numbers of results.csv again from reads.csv and prints the largest difference.
# Run it in the folder of the export: python3 analysis.py    (the ratios of mixed models need statsmodels and pandas)
import csv, math, statistics, sys

csv.field_size_limit(sys.maxsize)


def table(name):
    with open(name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


reads = [r for r in table("reads.csv") if r["reading_s"] != ""]
ours = table("results.csv")


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
    """Two-sided p: exact below 50 reads an arm without ties, else normal with corrections, as R does."""
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
        return min(1.0, 2 * sum(ways) / math.comb(n + m, n))
    tied = sum(t ** 3 - t for t in ties) / ((n + m) * (n + m - 1))
    spread = math.sqrt(n * m / 12 * (n + m + 1 - tied))
    away = abs(u - n * m / 2)
    return min(1.0, math.erfc(max(0.0, away - 0.5) / spread / math.sqrt(2)))


def mixed_ratio(rows, arms):
    readers = {r["reader"] for r in rows}
    cases = {r["case"] for r in rows}
    if not (1 < len(readers) < len(rows) and 1 < len(cases) < len(rows)):
        return None
    try:
        import pandas
        import statsmodels.formula.api as formulas
    except ImportError:
        return None
    import warnings
    warnings.simplefilter("ignore")
    data = pandas.DataFrame({"y": [math.log(float(r["reading_s"])) for r in rows], "one": 1,
                             "second": [float(r["arm"] == arms[1]) for r in rows],
                             "reader": [r["reader"] for r in rows], "film": [r["case"] for r in rows]})
    parts = {"reader": "0 + C(reader)", "film": "0 + C(film)"}
    fit = formulas.mixedlm("y ~ second", data, groups="one", vc_formula=parts).fit(reml=True)
    return math.exp(fit.params["second"])


def here(row, kept={}):
    part, subject, arms, name = row["part"], row["subject"], row["arms"].split("/"), row["statistic"]
    if part == "arm":
        return arm_number([r for r in reads if r["group"] == subject and arms[0] in (r["arm"], "blinded")], name)
    if part == "endpoint":
        return None
    rows = [r for r in reads if r["group"] == subject and r["arm"] in arms]
    a, b = ([float(r["reading_s"]) for r in rows if r["arm"] == arm] for arm in arms)
    if part == "paper":
        return {"ratio": lambda: mean(b) / mean(a), "p": lambda: mann_whitney(a, b)}.get(name, lambda: None)()
    return mixed_ratio(rows, arms) if name == "ratio" else None


largest, compared, left = 0.0, 0, set()
for row in ours:
    value, again = float(row["value"]), here(row)
    if again is None:
        left.add(f"{row['part']} {row['statistic']}")
        continue
    difference = abs(again - value) / max(1.0, abs(value))
    largest, compared = max(largest, difference), compared + 1
    print(f"{row['part']:8} {row['subject']:20} {row['arms']:28} {row['statistic']:15} {value:14.8g} {again:14.8g} {difference:9.2g}")
print("not made again here:", ", ".join(sorted(left)) or "nothing")
print(f"numbers compared: {compared}\nlargest difference: {largest:.3g}")
sys.exit(1 if largest > 1e-4 else 0)
`;
