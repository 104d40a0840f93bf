/** The part of `analysis.R` that makes the endpoints of a protocol again; it expects the tables and `model_numbers`. */
export const ENDPOINTS_R = String.raw`# The endpoints of the protocol.

# What an endpoint measures, for each of some reads; NA where a read has no value.
values_of <- function(e, d) {
  given <- if (is.null(e$item)) answers[0, ] else answers[answers$item == e$item, ]
  answered <- d$status == "finished" & d$read %in% given$read
  chosen <- function(codes) ifelse(answered, as.numeric(d$read %in% given$read[given$chosen %in% codes]), NA)
  switch(e$kind,
    column = as.numeric(d[[e$column]]),
    yes = as.numeric(truth(d[[e$column]])),
    finding = as.numeric(vapply(strsplit(as.character(d$findings_stated), "; ", fixed = TRUE), function(f) e$finding %in% f, TRUE)),
    scale = ifelse(answered, given$value[match(d$read, given$read)], NA),
    choice = chosen(e$options),
    preference = chosen(e$favours) - chosen(e$against))
}

odds_of <- function(row, level) {
  reach <- qnorm(1 - (1 - level) / 2) * row[2]
  c(ratio = exp(row[[1]]), ciLow = exp(row[[1]] - reach[[1]]), ciHigh = exp(row[[1]] + reach[[1]]), p = row[[4]],
    raw = row[[1]], se = row[[2]], df = Inf)
}

# Two texts of one arm are compared: the intercept tells the preference.
itself <- function(e) e$arms[1] == e$arms[2]

terms_of <- function(d, e) {
  random <- Filter(function(f) length(unique(d[[f]])) > 1, e$random)
  covariates <- Filter(function(f) length(unique(d[[f]])) > 1, e$covariates)
  list(fixed = c(if (itself(e)) "1" else "arm", ifelse(covariates == "period", "factor(period)", covariates)), random = random)
}

model_formula <- function(terms) as.formula(paste("y ~", paste(c(terms$fixed, sprintf("(1 | %s)", terms$random)), collapse = " + ")))

logistic_numbers <- function(d, e) {
  if (itself(e)) { d <- d[d$y != 0, ]; d$y <- as.numeric(d$y > 0) }
  terms <- terms_of(d, e)
  place <- if (itself(e)) 1 else 2
  if (length(terms$random) == 0) return(odds_of(coef(summary(glm(model_formula(terms), binomial, d, epsilon = 1e-12)))[place, ], e$level))
  control <- glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5), tolPwrss = 1e-12,
                          check.conv.singular = "ignore", check.conv.grad = "ignore", check.conv.hess = "ignore")
  odds_of(coef(summary(suppressWarnings(glmer(model_formula(terms), d, family = binomial, control = control))))[place, ], e$level)
}

# A factor whose variance comes out as zero is left out: clmm gives no standard errors with it.
ordinal_numbers <- function(d, e) {
  if (length(unique(d$y)) == 2) { d$y <- as.numeric(d$y == max(d$y)); return(logistic_numbers(d, e)) }
  if (!requireNamespace("ordinal", quietly = TRUE)) {
    cat(sprintf("%s: the package ordinal is not installed, so that it is not made again\n", e$id))
    return(c(ratio = NA))
  }
  d$y <- factor(d$y, ordered = TRUE)
  terms <- terms_of(d, e)
  second <- paste0("arm", e$arms[2])
  repeat {
    if (length(terms$random) == 0) return(odds_of(coef(summary(ordinal::clm(model_formula(terms), data = d)))[second, ], e$level))
    fit <- ordinal::clmm(model_formula(terms), data = d, control = ordinal::clmm.control(gradTol = 1e-6))
    flat <- names(Filter(function(v) v[1] < 1e-7, ordinal::VarCorr(fit)))
    if (length(flat) == 0) return(odds_of(coef(summary(fit))[second, ], e$level))
    terms$random <- setdiff(terms$random, flat)
  }
}

# One-sided tests against the margin at 5 %, and the 90 % interval that has to lie within it.
margin_numbers <- function(v, e, back) {
  size <- if (identical(back, exp)) log(e$margin$size) else e$margin$size
  both <- e$margin$test == "equivalence"
  low <- if (both || e$margin$worse == "lower") pt((v[["raw"]] + size) / v[["se"]], v[["df"]], lower.tail = FALSE)
  high <- if (both || e$margin$worse == "higher") pt((size - v[["raw"]]) / v[["se"]], v[["df"]], lower.tail = FALSE)
  reach <- qt(0.95, v[["df"]]) * v[["se"]]
  c(marginP = max(low, high), marginLow = back(v[["raw"]] - reach), marginHigh = back(v[["raw"]] + reach))
}

endpoint_numbers <- function(e) {
  d <- submitted[submitted$group == e$group & submitted$arm %in% e$arms, ]
  d$y <- values_of(e, d)
  d <- d[!is.na(d$y), ]
  d$arm <- factor(d$arm, levels = unique(e$arms))
  if (e$method == "mann-whitney") {
    test <- suppressWarnings(wilcox.test(d$y[d$arm == e$arms[2]], d$y[d$arm == e$arms[1]]))
    return(c(estimate = unname(test$statistic) / prod(table(d$arm)), p = test$p.value))
  }
  v <- switch(e$method,
    logistic = logistic_numbers(d, e),
    ordinal = ordinal_numbers(d, e),
    model_numbers(d, e$arms, e$method == "log-linear", e$random, e$covariates, e$kr, e$level))
  names(v)[names(v) == "ratio"] <- "estimate"
  if (is.null(e$margin) || is.na(v[["estimate"]])) v else c(v, margin_numbers(v, e, if (e$method == "linear") identity else exp))
}
`;
