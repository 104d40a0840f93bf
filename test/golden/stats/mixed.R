# Expected values for core/stats/mixed, from lme4, lmerTest, pbkrtest, emmeans and ordinal.
#   cd test/golden/stats && Rscript mixed.R      (R 4.2.2, lme4 1.1-31, lmerTest 3.1-3, pbkrtest 0.5.2; writes mixed.json)
source("json.R")
suppressMessages({ library(lme4); library(lmerTest); library(emmeans); library(ordinal) })

table_of <- function(data) lapply(as.list(data), function(column)
  if (is.factor(column) || is.character(column)) structure(as.list(as.character(column)), names = NULL) else array_of(column))

# Tighter than the default, so that digits compared are those of the optimum and not of the stopping rule.
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5),
                       check.conv.singular = "ignore", check.rankX = "silent.drop.cols")
linear <- function(formula, data, kr = TRUE, REML = TRUE) {
  fit <- suppressMessages(lmer(formula, data, REML = REML, control = control))
  satterthwaite <- summary(fit)$coefficients
  components <- as.data.frame(VarCorr(fit))
  result <- list(
    formula = paste(deparse(formula, width.cutoff = 500), collapse = " "), reml = if (REML) 1 else 0, data = table_of(data),
    names = structure(as.list(names(fixef(fit))), names = NULL),
    estimate = array_of(unname(fixef(fit))), se = array_of(satterthwaite[, "Std. Error"]),
    satterthwaite = array_of(satterthwaite[, "df"]), p = array_of(satterthwaite[, "Pr(>|t|)"]),
    vcov = array_of(as.vector(as.matrix(vcov(fit)))),
    components = array_of(components$vcov), criterion = unname(if (REML) REMLcrit(fit) else deviance(fit)),
    logLik = as.numeric(logLik(fit)), aic = AIC(fit), singular = if (isSingular(fit)) 1 else 0,
    residuals = array_of(head(unname(residuals(fit)), 5)))
  if (kr) {
    adjusted <- summary(fit, ddf = "Kenward-Roger")$coefficients
    result$krSe <- array_of(adjusted[, "Std. Error"])
    result$krDf <- array_of(adjusted[, "df"])
  }
  result
}
means <- function(formula, data, factor) {
  fit <- lmer(formula, data, control = control)
  grid <- emmeans(fit, factor, lmer.df = "kenward-roger")
  list(formula = paste(deparse(formula, width.cutoff = 500), collapse = " "), data = table_of(data),
    mean = array_of(summary(grid)$emmean), se = array_of(summary(grid)$SE), df = array_of(summary(grid)$df),
    difference = array_of(summary(pairs(grid, reverse = TRUE))$estimate),
    differenceSe = array_of(summary(pairs(grid, reverse = TRUE))$SE),
    differenceDf = array_of(summary(pairs(grid, reverse = TRUE))$df))
}

# The built-in data set that any language can rebuild: 6 readers, 24 cases, 2 arms, a Lehmer generator.
rebuild <- function() {
  state <- 20240101
  uniform <- function() { state <<- (16807 * state) %% 2147483647; state / 2147483647 }
  normal <- function() { a <- uniform(); b <- uniform(); sqrt(-2 * log(a)) * cos(2 * pi * b) }
  readers <- replicate(6, normal()) * 0.25
  cases <- replicate(24, normal()) * 0.30
  rows <- list()
  for (r in 1:6) for (k in 1:24) for (a in 0:1)
    rows[[length(rows) + 1]] <- data.frame(reader = r, case = k, arm = a,
                                           y = 4 + readers[r] + cases[k] - 0.15 * a + 0.35 * normal())
  do.call(rbind, rows)
}
crossed <- rebuild()
half <- subset(crossed, arm == (reader + case) %% 2)
crossed$arm <- half_arm <- ifelse(crossed$arm == 1, "model", "draft")
half$arm <- ifelse(half$arm == 1, "model", "draft")
crossed$session <- ifelse(crossed$case <= 12, "one", "two")
half$time <- exp(half$y)
half$period <- ifelse(half$case %% 3 == 0, "late", "early")
set.seed(7)
lost <- half[sample(nrow(half), 110), ]
lost$order <- sample(nrow(lost))
sleep <- as.data.frame(lme4::sleepstudy); sleep$Subject <- paste0("s", sleep$Subject)
penicillin <- as.data.frame(lme4::Penicillin)
flat <- half; flat$y <- flat$y + rep(c(-0.3, 0.3), length.out = nrow(flat))
flat$noise <- sample(letters[1:9], nrow(flat), replace = TRUE)
slopes <- half; slopes$y <- slopes$y + ifelse(slopes$arm == "model", 0.3 * ((slopes$reader * 7) %% 5 - 2), 0)
three <- lost; three$arm <- c("a", "b", "c")[(three$reader + three$case) %% 3 + 1]

write_json(list(
  penicillin = linear(diameter ~ 1 + (1 | plate) + (1 | sample), penicillin),
  sleepstudy = linear(Reaction ~ Days + (Days | Subject), sleep),
  sleepstudyUncorrelated = linear(Reaction ~ Days + (Days || Subject), sleep),
  sleepstudyMl = linear(Reaction ~ Days + (Days | Subject), sleep, kr = FALSE, REML = FALSE),
  crossed = linear(y ~ arm + (1 | reader) + (1 | case), crossed),
  half = linear(y ~ arm + (1 | reader) + (1 | case), half),
  unbalanced = linear(log(time) ~ arm + period + order + (1 | reader) + (1 | case), lost),
  interaction = linear(y ~ arm * period + (1 | reader) + (1 | case), lost),
  withoutIntercept = linear(y ~ 0 + arm + arm:period + (1 | reader), lost),
  nested = linear(y ~ arm + (1 | reader/session) + (1 | case), crossed),
  slope = linear(y ~ arm + (1 + arm | reader) + (1 | case), slopes),
  singular = linear(y ~ arm + (1 | noise) + (1 | case), flat),
  threeArms = linear(y ~ arm + (1 | reader) + (1 | case), three),
  singleFactor = linear(y ~ 1 + (1 | reader), lost)
), "mixed.json")

write_json(list(
  half = means(log(time) ~ arm + period + (1 | reader) + (1 | case), half, "arm"),
  threeArms = means(y ~ arm + period + order + (1 | reader) + (1 | case), three, "arm"),
  interaction = means(y ~ arm * period + (1 | reader) + (1 | case), lost, "arm")
), "means.json")
