# Expected tails and quantiles for core/stats: chi-squared, F, beta, binomial, Student's t with many degrees of freedom.
#   cd test/golden/stats && Rscript tails.R      (R 4.2.2; writes tails.json)
source("json.R")
grid <- function(...) expand.grid(..., KEEP.OUT.ATTRS = FALSE)
rows <- function(frame) lapply(seq_len(nrow(frame)), function(i) as.list(frame[i, , drop = FALSE]))
with_column <- function(frame, name, value) { frame[[name]] <- value; rows(frame) }

chi <- grid(x = c(0.001, 0.5, 3.84, 30, 900, 2100), df = c(0.3, 1, 7, 400, 2000))
chi <- chi[pchisq(chi$x, chi$df, lower.tail = FALSE) > 1e-250, ]
f <- grid(f = c(0.01, 0.8, 4.4563187, 60), df1 = c(1, 3, 12.5), df2 = c(1, 15.259675, 258, 50000))
beta <- grid(upper = c(1e-10, 0.025, 0.5, 0.975), a = c(0.4, 19, 800), b = c(0.7, 32, 1100))
binomial <- grid(count = c(0, 3, 86, 118), trials = c(118, 236), share = c(0.03, 0.5, 0.9))
student <- grid(t = c(0.1, 2.1, 8), df = c(258, 1e4, 1e6))
chi_quantile <- grid(upper = c(1e-8, 0.05, 0.5, 0.999), df = c(0.3, 1, 7, 400))
f_quantile <- grid(upper = c(1e-6, 0.05, 0.5, 0.99), df1 = c(1, 3), df2 = c(4, 15.26, 258))
normal <- data.frame(upper = c(1e-12, 0.025, 0.3, 0.5, 0.9, 0.995))
tails <- list(
  chiSquared = with_column(chi, "upper", pchisq(chi$x, chi$df, lower.tail = FALSE)),
  chiSquaredQuantile = with_column(chi_quantile, "x", qchisq(chi_quantile$upper, chi_quantile$df, lower.tail = FALSE)),
  f = with_column(f, "upper", pf(f$f, f$df1, f$df2, lower.tail = FALSE)),
  fQuantile = with_column(f_quantile, "f", qf(f_quantile$upper, f_quantile$df1, f_quantile$df2, lower.tail = FALSE)),
  betaQuantile = with_column(beta, "x", qbeta(beta$upper, beta$a, beta$b, lower.tail = FALSE)),
  binomial = with_column(binomial, "lower", pbinom(binomial$count, binomial$trials, binomial$share)),
  student = with_column(student, "upper", pt(student$t, student$df, lower.tail = FALSE)),
  normalQuantile = with_column(normal, "z", qnorm(normal$upper, lower.tail = FALSE))
)
write_json(tails, "tails.json")
