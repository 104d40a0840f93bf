# Writes nested named lists of numbers and text as JSON with 17 significant digits, without any package.
to_json <- function(value) {
  if (is.list(value)) {
    inner <- if (is.null(names(value))) vapply(value, to_json, "") else
      sprintf('"%s": %s', names(value), vapply(value, to_json, ""))
    marks <- if (is.null(names(value))) c("[", "]") else c("{", "}")
    return(paste0(marks[1], paste(inner, collapse = ",\n"), marks[2]))
  }
  if (is.character(value)) return(sprintf('"%s"', value))
  if (length(value) == 1 && is.null(attr(value, "array"))) return(sprintf("%.17g", value))
  paste0("[", paste(sprintf("%.17g", value), collapse = ", "), "]")
}
array_of <- function(values) structure(values, array = TRUE)
write_json <- function(value, file) cat(to_json(value), "\n", file = file, sep = "")
