# Expected values for core/stats, from R's own functions.
#   cd test/golden/stats && Rscript samples.R      (R 4.2.2; writes samples.json)
source("json.R")
set.seed(20240122)

case <- function(x, y) {
  test <- suppressWarnings(wilcox.test(x, y))
  # The delta interval of the log ratio is Welch's interval for samples divided by their means.
  welch <- t.test(y / mean(y), x / mean(x))
  reach <- qt(0.975, welch$parameter) * welch$stderr
  list(
    x = array_of(x), y = array_of(y),
    mean = mean(x), sd = sd(x), median = median(x), q1 = quantile(x, 0.25)[[1]], q3 = quantile(x, 0.75)[[1]],
    q10 = quantile(x, 0.1)[[1]], geometricMean = exp(mean(log(x))),
    u = test$statistic[[1]], p = test$p.value, method = if (grepl("exact", test$method)) "exact" else "normal",
    ratio = mean(y) / mean(x), low = exp(log(mean(y) / mean(x)) - reach), high = exp(log(mean(y) / mean(x)) + reach)
  )
}
times <- function(n, mu, sigma, digits = 3) round(rlnorm(n, mu, sigma), digits)

write_json(list(
  tiny = case(c(3.1, 5.2), c(1.4, 7.7, 2.2)),
  small = case(times(4, 4.8, 0.6), times(8, 4.3, 0.8)),
  demo = case(times(12, 4.8, 0.6), times(9, 4.3, 0.8)),
  even = case(times(49, 4.8, 0.6), times(49, 4.3, 0.8)),
  far = case(times(30, 6, 0.3), times(40, 3, 0.3)),
  paperResidents = case(times(40, 4.834, 0.662), times(80, 4.271, 0.817)),
  paperAttendings = case(times(40, 4.331, 0.418), times(80, 4.186, 0.62)),
  ties = case(times(20, 1, 0.5, 0), times(25, 1.3, 0.5, 0)),
  manyTies = case(rep(c(1, 2), c(30, 25)), rep(c(1, 2, 3), c(20, 20, 20)))
), "samples.json")

write_json(list(
  normal = lapply(c(-6, -2, -0.3, 0, 0.1, 1, 1.959963984540054, 3.9, 4.1, 8, 20), function(z)
    list(z = z, upper = pnorm(z, lower.tail = FALSE))),
  student = unlist(recursive = FALSE, lapply(c(1, 1.7, 4, 30.5, 117.2, 1e5), function(df)
    lapply(c(-3, 0, 0.5, 2.1, 12), function(t) list(t = t, df = df, upper = pt(t, df, lower.tail = FALSE))))),
  studentQuantile = unlist(recursive = FALSE, lapply(c(1, 1.7, 4, 30.5, 117.2, 1e5), function(df)
    lapply(c(0.4, 0.05, 0.025, 0.0005, 0.9), function(upper)
      list(upper = upper, df = df, t = qt(upper, df, lower.tail = FALSE)))))
), "distributions.json")
