# Expected values for the methods of core/stats, from R's own functions and packages.
#   cd test/golden/stats && Rscript methods.R
# R 4.2.2, coin 1.4-2, exactRankTests 0.8-35, boot 1.3-28, psych 2.2.9, vcd 1.4-11; writes methods.json
suppressPackageStartupMessages({
  library(exactRankTests); library(coin); library(boot); library(psych); library(vcd)
})
source("json.R")
set.seed(20240615)

quiet <- function(expression) suppressMessages(suppressWarnings(expression))
row_list <- function(m) lapply(seq_len(nrow(m)), function(i) array_of(as.numeric(m[i, ])))

t_case <- function(x, y, pair) {
  welch <- t.test(x, y); pooled <- t.test(x, y, var.equal = TRUE)
  out <- function(test, estimate) list(estimate = estimate, se = test$stderr, t = test$statistic[[1]],
    df = test$parameter[[1]], p = test$p.value, low = test$conf.int[1], high = test$conf.int[2])
  paired <- t.test(x, pair, paired = TRUE)
  list(x = array_of(x), y = array_of(y), pair = array_of(pair), welch = out(welch, mean(x) - mean(y)),
       pooled = out(pooled, mean(x) - mean(y)), paired = out(paired, mean(x - pair)))
}

signed_case <- function(d) {
  normal <- quiet(stats::wilcox.test(d, exact = FALSE, correct = TRUE))
  exact <- quiet(wilcox.exact(d))
  list(d = array_of(d), v = normal$statistic[[1]], pNormal = normal$p.value, pExact = exact$p.value)
}
signed_interval <- function(d) {
  test <- quiet(stats::wilcox.test(d, conf.int = TRUE))
  list(d = array_of(d), estimate = test$estimate[[1]], low = test$conf.int[1], high = test$conf.int[2])
}

sum_case <- function(x, y) {
  frame <- data.frame(value = c(x, y), arm = factor(rep(c("x", "y"), c(length(x), length(y)))))
  conditional <- coin::wilcox_test(value ~ arm, frame, distribution = "exact")
  list(x = array_of(x), y = array_of(y), pCoin = as.numeric(coin::pvalue(conditional)), p = quiet(wilcox.exact(x, y))$p.value)
}
shift_case <- function(x, y) {
  test <- quiet(stats::wilcox.test(x, y, conf.int = TRUE))
  list(x = array_of(x), y = array_of(y), estimate = test$estimate[[1]], low = test$conf.int[1], high = test$conf.int[2])
}

proportion_case <- function(x, n) {
  exact <- binom.test(x, n)$conf.int
  score <- quiet(prop.test(x, n, correct = FALSE))$conf.int
  list(count = x, trials = n, low = exact[1], high = exact[2], wilsonLow = score[1], wilsonHigh = score[2])
}
mcnemar_case <- function(b, c) {
  test <- mcnemar.test(matrix(c(10, c, b, 10), 2))
  list(b = b, c = c, chiSquared = test$statistic[[1]], p = test$p.value, pExact = binom.test(b, b + c)$p.value)
}

boot_case <- function() {
  values <- round(rlnorm(17, 1, 0.8), 3)
  run <- boot(values, function(v, i) mean(v[i]), R = 499)
  left <- vapply(seq_along(values), function(i) mean(values[-i]), 0)
  interval <- boot.ci(run, type = c("perc", "bca"), L = (length(left) - 1) * (mean(left) - left))
  list(draws = array_of(as.numeric(run$t)), estimate = run$t0, leftOut = array_of(left),
       percentile = array_of(interval$percent[4:5]), bca = array_of(interval$bca[4:5]), sd = sd(run$t))
}

# Differences are whole numbers: perm.test wants scores of whole numbers for its exact distribution.
permutation_case <- function(d) list(d = array_of(d), p = perm.test(d, paired = FALSE, exact = TRUE)$p.value)

kappa_case <- function(table) {
  fit <- function(k, low) list(kappa = k[["value"]], se = k[["ASE"]])
  linear <- vcd::Kappa(table, weights = "Equal-Spacing"); quadratic <- vcd::Kappa(table, weights = "Fleiss-Cohen")
  list(table = row_list(table), identity = fit(linear$Unweighted), linear = fit(linear$Weighted),
       quadratic = fit(quadratic$Weighted))
}

icc_case <- function(scores) {
  result <- ICC(scores, lmer = FALSE)$results
  forms <- c("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
  list(scores = row_list(scores), forms = lapply(1:6, function(i) list(form = forms[i], icc = result$ICC[i],
    low = result$`lower bound`[i], high = result$`upper bound`[i], f = result$F[i], df1 = result$df1[i],
    df2 = result$df2[i], p = result$p[i])))
}

x <- round(rlnorm(11, 4.5, 0.5), 1); y <- round(rlnorm(14, 4.2, 0.7), 1)
d <- round(rnorm(15, 0.4, 1.2), 2)
untied <- round(rnorm(60, 0.3, 1), 6)
shrout <- matrix(c(9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7), ncol = 4, byrow = TRUE)
raters <- matrix(rep(rnorm(20, 50, 10), 3) + rnorm(60, 0, 4) + rep(c(0, 2, -1), each = 20), ncol = 3)

write_json(list(
  t = list(t_case(x, y, x * round(rlnorm(11, 0.2, 0.3), 2)), t_case(x[1:2], y[1:2], y[3:4]), t_case(y, x, rev(y) + 3)),
  signed = list(signed_case(d), signed_case(sample(-3:5, 20, TRUE)), signed_case(c(1, 1, 1, -1, 2, 2)), signed_case(0.4),
                signed_case(sample(c(-2, -1, 1, 2, 3), 45, TRUE))),
  signedLarge = signed_case(round(rnorm(140, 0.15, 1), 1)),
  signedInterval = list(signed_interval(untied[1:15]), signed_interval(c(1.5, 2.25, -0.5)), signed_interval(untied[16:55])),
  signedIntervalLarge = signed_interval(untied),
  sum = list(sum_case(c(1, 2, 2, 3), c(2, 4, 4, 5, 5)), sum_case(sample(1:5, 18, TRUE), sample(2:5, 25, TRUE)),
             sum_case(c(7, 7), c(1, 7, 9, 9, 12)), sum_case(x, y)),
  shift = list(shift_case(x + 0.013, y), shift_case(c(1.1, 2.2), c(0.3, 4.4, 5.05))),
  shiftLarge = shift_case(untied[1:55], round(rnorm(52, 1, 1), 6)),
  proportion = list(proportion_case(18, 50), proportion_case(0, 12), proportion_case(30, 30), proportion_case(1, 236)),
  mcnemar = list(mcnemar_case(150, 86), mcnemar_case(3, 3), mcnemar_case(0, 5), mcnemar_case(1, 0)),
  adjust = local({ p <- round(runif(12)^2, 4); p[3] <- p[2]
    list(p = array_of(p), holm = array_of(p.adjust(p, "holm")), bh = array_of(p.adjust(p, "BH"))) }),
  boot = boot_case(),
  permutation = list(permutation_case(c(3, -1, 4, 1, -5, 9, 2, 6)), permutation_case(c(1, 1, -2, 5, 8, -3, 4, 4, 0, 2))),
  kappa = list(kappa_case(matrix(c(20, 4, 1, 5, 15, 3, 1, 6, 25), 3)), kappa_case(matrix(c(0, 0, 0, 4, 8, 1, 1, 0, 5), 3)),
               kappa_case(matrix(rpois(25, 4) + diag(9, 5), 5))),
  icc = list(icc_case(shrout), icc_case(round(raters, 2)))
), "methods.json")
