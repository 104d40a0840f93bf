"""Ridge logistic regressions by SciPy's general minimiser: python3 test/golden/stats/ridge.py > test/golden/stats/ridge.json"""

import json

import numpy as np
from scipy.optimize import minimize

generator = np.random.default_rng(5)
rows = np.round(generator.normal(size=(40, 4)), 3)
outcome = (rows @ [1.2, -0.7, 0.0, 0.3] + generator.normal(size=40) > 0.2).astype(int)


def fit(penalty):
    def loss(beta):
        eta = beta[0] + rows @ beta[1:]
        return np.sum(np.logaddexp(0, eta) - outcome * eta) + penalty / 2 * np.sum(beta[1:] ** 2)

    found = minimize(loss, np.zeros(5), method="BFGS", options={"gtol": 1e-9}).x
    return {"lambda": penalty, "intercept": found[0], "coefficients": list(found[1:])}


print(json.dumps({"rows": rows.tolist(), "outcome": outcome.tolist(), "fits": [fit(0.5), fit(5.0)]}, indent=1))
