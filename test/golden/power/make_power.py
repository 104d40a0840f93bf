"""Power of Mann-Whitney's test on the paper's two comparisons, by SciPy: the golden values of power.json.

python3 test/golden/power/make_power.py > test/golden/power/power.json   (SciPy 1.17, NumPy; seconds)

Times are log-normal with the published means and standard deviations; 40 against 80 reads that are independent.
"""

import json

import numpy as np
from scipy.stats import mannwhitneyu

REPETITIONS = 20_000
CELLS = {
    "paper-residents": ((156.4, 115.9), (99.9, 97.3)),
    "paper-attendings": ((83.0, 36.3), (79.7, 54.6)),
}


def log_normal(mean, sd):
    variance = np.log1p((sd / mean) ** 2)
    return np.log(mean) - variance / 2, np.sqrt(variance)


generator = np.random.default_rng(20240101)
golden = {"repetitions": REPETITIONS, "numpy": np.__version__}
for name, (first, second) in CELLS.items():
    one = generator.lognormal(*log_normal(*first), size=(REPETITIONS, 40))
    other = generator.lognormal(*log_normal(*second), size=(REPETITIONS, 80))
    p = mannwhitneyu(one, other, axis=1, method="asymptotic").pvalue
    golden[name] = float((p < 0.05).mean())
print(json.dumps(golden, indent=2))
