import type { Endpoint } from '../protocol/endpoints.ts';
import type { Protocol } from '../protocol/protocol.ts';

/**
 * `analysis.R`: makes the numbers of results.csv again from reads.csv with lme4 and lmerTest, prints them side by side
 * and the largest difference, relative where the number is above 1. Exit status 1 where it is above 1e-4.
 */
export function scriptR(protocol: Protocol): string {
  const list = (protocol.endpoints ?? []).flatMap(endpointR);
  return SCRIPT.replace(
    '#ENDPOINTS',
    () => `${ENDPOINTS}endpoints <- list(${list.map((each) => `\n  ${each}`).join(',')})`,
  );
}

const SCRIPT = String.raw`# Makes the numbers of results.csv again from reads.csv and prints the largest difference.
# Run it in the folder of the export: Rscript analysis.R    (needs the packages lme4 and lmerTest)
suppressPackageStartupMessages({ library(lme4); library(lmerTest) })
options(warn = 1)
reads <- read.csv("reads.csv", na.strings = "", encoding = "UTF-8")
ours <- read.csv("results.csv", na.strings = "")
submitted <- reads[!is.na(reads$reading_s), ]
truth <- function(x) tolower(as.character(x)) == "true"

arm_number <- function(d, name) {
  t <- d$reading_s
  switch(name,
    reads = nrow(d), timeMean = mean(t), timeSd = sd(t), timeMedian = median(t),
    timeQ1 = unname(quantile(t, 0.25)), timeQ3 = unname(quantile(t, 0.75)), timeGeoMean = exp(mean(log(t))),
    editCharacters = mean(d$edit_characters), editWords = mean(d$edit_words),
    inserted = mean(d$inserted_characters), deleted = mean(d$deleted_characters),
    kept = mean(d$kept_share, na.rm = TRUE), unchanged = mean(truth(d$unchanged), na.rm = TRUE),
    findingsAdded = mean(d$findings_added, na.rm = TRUE), findingsRemoved = mean(d$findings_removed, na.rm = TRUE), NA)
}

paper_numbers <- function(a, b) {
  e <- function(x) var(x) / length(x) / mean(x)^2
  df <- (e(a) + e(b))^2 / (e(a)^2 / (length(a) - 1) + e(b)^2 / (length(b) - 1))
  ratio <- mean(b) / mean(a)
  reach <- qt(0.975, df) * sqrt(e(a) + e(b))
  p <- suppressWarnings(wilcox.test(a, b)$p.value)
  c(ratio = ratio, ciLow = ratio * exp(-reach), ciHigh = ratio * exp(reach), p = p)
}

# The second arm against the first on y; random intercepts of readers and cases that can be told from the rest.
model_numbers <- function(d, arms, log, random = c("reader", "case"), covariates = character(), kr = FALSE, level = 0.95) {
  d$arm <- factor(d$arm, levels = arms)
  if (log) d <- d[d$y > 0, ]
  d$y <- if (log) log(d$y) else d$y
  random <- Filter(function(f) { n <- length(unique(d[[f]])); n > 1 && n < nrow(d) }, random)
  covariates <- Filter(function(f) length(unique(d[[f]])) > 1, covariates)
  back <- if (log) exp else identity
  if (length(random) == 0 && length(covariates) == 0) {
    test <- t.test(d$y[d$arm == arms[2]], d$y[d$arm == arms[1]], conf.level = level)
    return(c(ratio = unname(back(test$estimate[1] - test$estimate[2])), ciLow = back(test$conf.int[1]),
             ciHigh = back(test$conf.int[2]), p = test$p.value, df = unname(test$parameter)))
  }
  fixed <- c("arm", ifelse(covariates == "period", "factor(period)", covariates))
  formula <- as.formula(paste("y ~", paste(c(fixed, sprintf("(1 | %s)", random)), collapse = " + ")))
  control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9), check.conv.singular = "ignore",
                         calc.derivs = FALSE)
  fit <- lmerTest::lmer(formula, d, control = control)
  row <- coef(summary(fit, ddf = if (kr) "Kenward-Roger" else "Satterthwaite"))[2, ]
  reach <- qt(1 - (1 - level) / 2, row["df"]) * row["Std. Error"]
  values <- c(back(row["Estimate"]), back(row["Estimate"] - reach), back(row["Estimate"] + reach), row["Pr(>|t|)"], row["df"])
  setNames(values, c("ratio", "ciLow", "ciHigh", "p", "df"))
}

time_contrast <- function(part, group, arms) {
  d <- submitted[submitted$group == group & submitted$arm %in% arms, ]
  d$y <- d$reading_s
  if (part == "paper") paper_numbers(d$y[d$arm == arms[1]], d$y[d$arm == arms[2]]) else model_numbers(d, arms, TRUE)
}

#ENDPOINTS

theirs <- rep(NA_real_, nrow(ours))
for (i in which(ours$part == "arm")) {
  d <- submitted[submitted$group == ours$subject[i], ]
  if (ours$arms[i] != "blinded") d <- d[!is.na(d$arm) & d$arm == ours$arms[i], ]
  theirs[i] <- arm_number(d, ours$statistic[i])
}
for (key in unique(with(ours[ours$part %in% c("paper", "mixed"), ], paste(part, subject, arms, sep = "|")))) {
  parts <- strsplit(key, "|", fixed = TRUE)[[1]]
  values <- time_contrast(parts[1], parts[2], strsplit(parts[3], "/", fixed = TRUE)[[1]])
  rows <- which(ours$part == parts[1] & ours$subject == parts[2] & ours$arms == parts[3])
  theirs[rows] <- values[ours$statistic[rows]]
}
for (endpoint in endpoints) {
  rows <- which(ours$part == "endpoint" & ours$subject == endpoint$id & ours$statistic != "pAdjusted")
  if (length(rows) == 0) next
  values <- endpoint_numbers(endpoint)
  names(values)[names(values) == "ratio"] <- "estimate"
  theirs[rows] <- values[ours$statistic[rows]]
}
difference <- abs(theirs - ours$value) / pmax(1, abs(ours$value))
print(cbind(ours, here = signif(theirs, 9), difference = signif(difference, 3)), row.names = FALSE)
left <- unique(paste(ours$part, ours$statistic)[is.na(theirs)])
if (length(left) > 0) cat("not made again here:", paste(left, collapse = ", "), "\n")
cat(sprintf("numbers compared: %d\nlargest difference: %.3g\n", sum(!is.na(difference)), max(c(0, difference), na.rm = TRUE)))
if (any(difference > 1e-4, na.rm = TRUE)) quit(status = 1)
`;

const ENDPOINTS = String.raw`# The endpoints of the protocol.
odds_numbers <- function(d, e) {
  d$arm <- factor(d$arm, levels = e$arms)
  random <- Filter(function(f) length(unique(d[[f]])) > 1, e$random)
  covariates <- Filter(function(f) length(unique(d[[f]])) > 1, e$covariates)
  fixed <- c("arm", ifelse(covariates == "period", "factor(period)", covariates))
  formula <- as.formula(paste("y ~", paste(c(fixed, sprintf("(1 | %s)", random)), collapse = " + ")))
  control <- glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5), tolPwrss = 1e-12,
                          check.conv.singular = "ignore", check.conv.grad = "ignore", check.conv.hess = "ignore")
  row <- coef(summary(suppressWarnings(glmer(formula, d, family = binomial, control = control))))[2, ]
  reach <- qnorm(1 - (1 - e$level) / 2) * row[2]
  setNames(c(exp(row[1]), exp(row[1] - reach), exp(row[1] + reach), row[4]), c("ratio", "ciLow", "ciHigh", "p"))
}

endpoint_numbers <- function(e) {
  d <- submitted[submitted$group == e$group & submitted$arm %in% e$arms, ]
  d$y <- d[[e$column]]
  d <- d[!is.na(d$y), ]
  d$y <- if (e$column == "unchanged") as.numeric(truth(d$y)) else as.numeric(d$y)
  if (e$method == "mann-whitney") {
    test <- suppressWarnings(wilcox.test(d$y[d$arm == e$arms[2]], d$y[d$arm == e$arms[1]]))
    return(c(ratio = unname(test$statistic) / (sum(d$arm == e$arms[1]) * sum(d$arm == e$arms[2])), p = test$p.value))
  }
  if (e$method == "logistic") return(odds_numbers(d, e))
  model_numbers(d, e$arms, e$method == "log-linear", e$random, e$covariates, e$kr, e$level)
}
`;

/** Columns of reads.csv for what endpoints measure; scales and choices stand in answers.csv and are not made again. */
const COLUMNS: Readonly<Record<string, string>> = {
  reading: 'reading_s',
  wall: 'wall_s',
  focused: 'focused_s',
  idleCapped: 'idle_capped_s',
  firstToLast: 'first_to_last_s',
  characters: 'edit_characters',
  words: 'edit_words',
  work: 'work_characters',
  kept: 'kept_share',
  hter: 'hter',
  unchanged: 'unchanged',
  added: 'findings_added',
  removed: 'findings_removed',
};

function endpointR({ id, group, arms, measure, method, ...rest }: Endpoint): string[] {
  const name =
    measure.kind === 'time'
      ? measure.definition
      : measure.kind === 'edit' || measure.kind === 'findings'
        ? measure.name
        : measure.kind;
  const column = COLUMNS[name];
  if (column === undefined) return [];
  const words = (values: readonly string[]): string => `c(${values.map((value) => `"${value}"`).join(', ')})`;
  const fields = [
    `id = "${id}", group = "${group}", arms = ${words(arms)}, column = "${column}", method = "${method}"`,
    `random = ${words(rest.randomEffects)}, covariates = as.character(${words(rest.covariates)})`,
    `kr = ${rest.degreesOfFreedom === 'kenward-roger' ? 'TRUE' : 'FALSE'}, level = ${rest.confidence}`,
  ];
  return [`list(${fields.join(', ')})`];
}
