"""The only place that speaks SQL: functions, one file per aggregate."""
