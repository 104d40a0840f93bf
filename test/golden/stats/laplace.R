# Expected values for the logistic and the cumulative-link mixed models, from lme4's glmer and ordinal's clmm.
#   cd test/golden/stats && Rscript laplace.R      (R 4.2.2, lme4 1.1-31, ordinal 2022.11-16; writes laplace.json)
# glmer's inner search runs to the end: with its default the fourth digit of the estimates and the second of the
# standard errors still move. clmm does not converge with less than 1e-6.
source("json.R")
suppressMessages({ library(lme4); library(ordinal) })
table_of <- function(data) lapply(as.list(data), function(column)
  if (is.factor(column) || is.character(column)) structure(as.list(as.character(column)), names = NULL) else array_of(column))

binary <- function(formula, data) {
  fit <- glmer(formula, data, family = binomial, control = glmerControl(optimizer = "bobyqa", tolPwrss = 1e-13, optCtrl = list(rhoend = 1e-9, maxfun = 1e5)))
  table <- summary(fit)$coefficients
  list(formula = paste(deparse(formula, width.cutoff = 500), collapse = " "), data = table_of(data),
    names = structure(as.list(rownames(table)), names = NULL), estimate = array_of(table[, 1]), se = array_of(table[, 2]),
    z = array_of(table[, 3]), p = array_of(table[, 4]), sd = array_of(as.data.frame(VarCorr(fit))$sdcor),
    logLik = as.numeric(logLik(fit)), aic = AIC(fit))
}
ordinal_fit <- function(formula, data, response) {
  data[[response]] <- factor(data[[response]], ordered = TRUE)
  fit <- clmm(formula, data = data, control = clmm.control(gradTol = 1e-6))
  table <- summary(fit)$coefficients
  data[[response]] <- as.integer(as.character(data[[response]]))
  list(formula = paste(deparse(formula, width.cutoff = 500), collapse = " "), data = table_of(data),
    names = structure(as.list(rownames(table)), names = NULL), estimate = array_of(table[, 1]), se = array_of(table[, 2]),
    z = array_of(table[, 3]), p = array_of(table[, 4]), sd = array_of(sqrt(unlist(VarCorr(fit)))),
    logLik = as.numeric(logLik(fit)), aic = AIC(fit))
}

set.seed(11)
study <- expand.grid(reader = paste0("r", 1:8), case = paste0("c", sprintf("%02d", 1:30)), stringsAsFactors = FALSE)
study$arm <- ifelse((as.integer(substr(study$reader, 2, 2)) + as.integer(substr(study$case, 2, 3))) %% 2 == 0, "draft", "model")
u <- rnorm(8, 0, 0.8); v <- rnorm(30, 0, 1)
eta <- u[as.integer(substr(study$reader, 2, 2))] + v[as.integer(substr(study$case, 2, 3))] + 0.7 * (study$arm == "model")
study$accepted <- rbinom(nrow(study), 1, plogis(eta - 0.3))
study$quality <- as.integer(cut(eta + rlogis(nrow(study)), c(-Inf, -2, -0.5, 1, 2.5, Inf)))
cbpp <- as.data.frame(lme4::cbpp)
cbpp$failures <- cbpp$size - cbpp$incidence
cbpp$herd <- as.character(cbpp$herd); cbpp$period <- paste0("p", cbpp$period)
wine <- as.data.frame(ordinal::wine)[, c("rating", "temp", "contact", "judge")]
wine$rating <- as.integer(as.character(wine$rating))
wine$judge <- paste0("j", wine$judge); wine$temp <- as.character(wine$temp); wine$contact <- as.character(wine$contact)

write_json(list(
  binary = list(
    cbpp = binary(cbind(incidence, failures) ~ period + (1 | herd), cbpp),
    crossed = binary(accepted ~ arm + (1 | reader) + (1 | case), study),
    oneGroup = binary(accepted ~ arm + (1 | case), study)),
  ordinal = list(
    wine = ordinal_fit(rating ~ temp + contact + (1 | judge), wine, "rating"),
    crossed = ordinal_fit(quality ~ arm + (1 | reader) + (1 | case), study, "quality"))
), "laplace.json")
