import type { Protocol } from '#studies/protocol/protocol.ts';
import { ENDPOINTS_R } from './endpointsR.ts';
import {
  scriptedEndpoints,
  scriptedQuestions,
  type ScriptedEndpoint,
  type ScriptedQuestion,
  type Source,
} from './measured.ts';

/**
 * `analysis.R`: makes the numbers of results.csv again from reads.csv and answers.csv with lme4 and lmerTest, ordinal
 * where an endpoint needs it, prints them side by side and the largest difference, relative where the number is above
 * 1. Exit status 1 where it is above 1e-4.
 */
export function scriptR(protocol: Protocol): string {
  const endpoints = scriptedEndpoints(protocol).map(endpointR);
  const data = [
    `endpoints <- list(${endpoints.map((each) => `\n  ${each}`).join(',')})`,
    `multiplicity <- "${{ none: 'none', holm: 'holm', 'benjamini-hochberg': 'BH' }[protocol.multiplicity ?? 'none']}"`,
    `questions <- list(${scriptedQuestions(protocol).map(questionR).join(',')})`,
  ];
  return SCRIPT.replace('#ENDPOINTS', () => `${ENDPOINTS_R}\n${data.join('\n')}`);
}

function endpointR({ id, role, group, arms, method, source, margin, ...rest }: ScriptedEndpoint): string {
  const fields = [
    `id = "${id}", role = "${role}", group = "${group}", arms = ${strings(arms)}, method = "${method}"`,
    sourceR(source),
    `random = ${strings(rest.randomEffects)}, covariates = ${strings(rest.covariates)}`,
    `kr = ${rest.degreesOfFreedom === 'kenward-roger' ? 'TRUE' : 'FALSE'}, level = ${rest.confidence}`,
    ...(margin ? [`margin = list(test = "${margin.test}", size = ${margin.size}, worse = "${margin.worse}")`] : []),
  ];
  return `list(${fields.join(',\n    ')})`;
}

function sourceR({ kind, ...names }: Source): string {
  const fields = Object.entries(names).map(
    ([name, value]: [string, string | readonly string[]]) =>
      `${name} = ${typeof value === 'string' ? `"${value}"` : strings(value)}`,
  );
  return [`kind = "${kind}"`, ...fields].join(', ');
}

function questionR({ id, draft, pair, after }: ScriptedQuestion): string {
  const fields = [
    `draft = ${draft ? 'TRUE' : 'FALSE'}`,
    `pair = ${pair ? 'TRUE' : 'FALSE'}`,
    ...(after ? [`after = "${after.item}", answers = ${strings(after.answers)}`] : []),
  ];
  return `\n  "${id}" = list(${fields.join(', ')})`;
}

function strings(values: readonly string[]): string {
  return values.length === 0 ? 'character()' : `c(${values.map((value) => `"${value}"`).join(', ')})`;
}

const SCRIPT = String.raw`# Makes the numbers of results.csv again from reads.csv and answers.csv and prints the largest difference.
# Run it in the folder of the export: Rscript analysis.R    (needs the packages lme4 and lmerTest; ordinal for ratings)
suppressPackageStartupMessages({ library(lme4); library(lmerTest) })
options(warn = 1, width = 200)
reads <- read.csv("reads.csv", na.strings = "", encoding = "UTF-8")
answers <- read.csv("answers.csv", na.strings = "", encoding = "UTF-8", colClasses = c(code = "character"))
ours <- read.csv("results.csv", na.strings = "")
submitted <- reads[!is.na(reads$reading_s) & reads$kind == "study", ]
truth <- function(x) tolower(as.character(x)) == "true"
# Of two texts side by side, which of them was chosen, not on which side it stood.
answers$chosen <- if (is.null(answers$prefers)) answers$code else ifelse(is.na(answers$prefers), answers$code, answers$prefers)

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

# "item mean", "item sd", or "item option share" with Wilson's interval, of the finished reads that were asked.
answer_number <- function(d, name) {
  parts <- strsplit(name, " ", fixed = TRUE)[[1]]
  question <- questions[[parts[1]]]
  asked <- d[d$status == "finished" & (!question$draft | truth(d$has_draft)), ]
  if (question$pair) asked <- asked[truth(asked$two_texts), ]
  if (!is.null(question$after)) {
    before <- answers[answers$item == question$after & answers$code %in% question$answers, ]
    asked <- asked[asked$read %in% before$read, ]
  }
  given <- answers[answers$item == parts[1] & answers$read %in% asked$read, ]
  if (parts[2] == "mean") return(mean(given$value))
  if (parts[2] == "sd") return(sd(given$value))
  count <- sum(given$chosen == parts[2])
  interval <- suppressWarnings(prop.test(count, nrow(asked), correct = FALSE)$conf.int)
  switch(parts[3], share = count / nrow(asked), ciLow = interval[1], ciHigh = interval[2])
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
  itself <- arms[1] == arms[2]
  d$arm <- factor(d$arm, levels = unique(arms))
  if (log) d <- d[d$y > 0, ]
  d$y <- if (log) log(d$y) else d$y
  random <- Filter(function(f) { n <- length(unique(d[[f]])); n > 1 && n < nrow(d) }, random)
  covariates <- Filter(function(f) length(unique(d[[f]])) > 1, covariates)
  back <- if (log) exp else identity
  fixed <- c(if (itself) "1" else "arm", ifelse(covariates == "period", "factor(period)", covariates))
  if (length(random) == 0 && itself) {
    test <- t.test(d$y)
    row <- c(unname(test$estimate), test$stderr, unname(test$parameter), test$p.value)
  } else if (length(random) == 0 && length(covariates) == 0) {
    test <- t.test(d$y[d$arm == arms[2]], d$y[d$arm == arms[1]])
    row <- c(unname(test$estimate[1] - test$estimate[2]), test$stderr, unname(test$parameter), test$p.value)
  } else {
    formula <- as.formula(paste("y ~", paste(c(fixed, sprintf("(1 | %s)", random)), collapse = " + ")))
    control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9), check.conv.singular = "ignore",
                           calc.derivs = FALSE)
    fit <- lmerTest::lmer(formula, d, control = control)
    row <- coef(summary(fit, ddf = if (kr) "Kenward-Roger" else "Satterthwaite"))[if (itself) 1 else 2, ]
    row <- unname(row[c("Estimate", "Std. Error", "df", "Pr(>|t|)")])
  }
  reach <- qt(1 - (1 - level) / 2, row[3]) * row[2]
  c(ratio = back(row[1]), ciLow = back(row[1] - reach), ciHigh = back(row[1] + reach), p = row[4], df = row[3],
    raw = row[1], se = row[2])
}

time_contrast <- function(part, group, arms) {
  d <- submitted[submitted$group == group & submitted$arm %in% arms, ]
  d$y <- d$reading_s
  if (part == "paper") paper_numbers(d$y[d$arm == arms[1]], d$y[d$arm == arms[2]]) else model_numbers(d, arms, TRUE)
}

#ENDPOINTS

theirs <- rep(NA_real_, nrow(ours))
for (i in which(ours$part %in% c("arm", "answer"))) {
  d <- submitted[submitted$group == ours$subject[i], ]
  if (ours$arms[i] != "blinded") d <- d[!is.na(d$arm) & d$arm == ours$arms[i], ]
  theirs[i] <- (if (ours$part[i] == "arm") arm_number else answer_number)(d, ours$statistic[i])
}
for (key in unique(with(ours[ours$part %in% c("paper", "mixed"), ], paste(part, subject, arms, sep = "|")))) {
  parts <- strsplit(key, "|", fixed = TRUE)[[1]]
  values <- time_contrast(parts[1], parts[2], strsplit(parts[3], "/", fixed = TRUE)[[1]])
  rows <- which(ours$part == parts[1] & ours$subject == parts[2] & ours$arms == parts[3])
  theirs[rows] <- values[ours$statistic[rows]]
}
for (endpoint in endpoints) {
  rows <- which(ours$part == "endpoint" & ours$subject == endpoint$id)
  if (any(ours$statistic[rows] == "estimate")) theirs[rows] <- endpoint_numbers(endpoint)[ours$statistic[rows]]
}
# p-values are corrected within a role; with one of them missing here, none of the role is.
roles <- vapply(endpoints, function(e) e$role, "")
names(roles) <- vapply(endpoints, function(e) e$id, "")
for (role in unique(roles)) {
  rows <- which(ours$part == "endpoint" & roles[ours$subject] == role & ours$statistic == "p")
  adjusted <- if (anyNA(theirs[rows])) theirs[rows] + NA else p.adjust(theirs[rows], multiplicity)
  places <- match(paste(ours$subject[rows], "pAdjusted"), paste(ours$subject, ours$statistic))
  theirs[places] <- adjusted
}
difference <- abs(theirs - ours$value) / pmax(1, abs(ours$value))
print(cbind(ours, here = signif(theirs, 9), difference = signif(difference, 3)), row.names = FALSE)
left <- unique(paste(ours$part, ours$subject, ours$statistic)[is.na(theirs)])
if (length(left) > 0) cat("not made again here:", paste(left, collapse = ", "), "\n")
cat(sprintf("numbers compared: %d\nlargest difference: %.3g\n", sum(!is.na(difference)), max(c(0, difference), na.rm = TRUE)))
if (any(difference > 1e-4, na.rm = TRUE)) quit(status = 1)
`;
