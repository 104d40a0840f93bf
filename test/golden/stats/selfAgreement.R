# Expected values for the agreement of readers with themselves, from vcd's Kappa and psych's ICC.
#   cd test/golden/stats && Rscript selfAgreement.R      (R 4.2.2, vcd 1.4-11, psych 2.2.9; writes selfAgreement.json)
source("json.R")
suppressMessages({ library(vcd); library(psych) })
counts <- matrix(c(20, 5, 1, 4, 15, 6, 1, 3, 25), 3, byrow = TRUE)
kappa <- Kappa(counts, weights = "Fleiss-Cohen")
limits <- confint(kappa)
first <- c(3, 5, 8, 12, 7, 10)
second <- c(4, 5, 9, 11, 6, 12)
icc <- ICC(cbind(first, second), lmer = FALSE)$results[2, ]
write_json(list(
  counts = lapply(1:3, function(row) array_of(counts[row, ])),
  unweighted = array_of(c(kappa$Unweighted[["value"]], limits["Unweighted", ])),
  quadratic = array_of(c(kappa$Weighted[["value"]], limits["Weighted", ])),
  first = array_of(first), second = array_of(second),
  icc = array_of(c(icc$ICC, icc$`lower bound`, icc$`upper bound`))
), "selfAgreement.json")
