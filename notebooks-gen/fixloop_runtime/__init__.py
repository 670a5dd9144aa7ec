"""What the notebooks of a fixloop bundle do outside of SQL: reading source files and loading seed tables.

Reading (`records` and below) needs no Spark and runs under any Python from 3.11 with pyarrow; `landing` and `seeds`
write what was read to tables; `landed_files` and `table_files` take out of files what has left the tables; `job`
connects them with the parameters of a job. The TypeScript runner in `src/local` reads the same files to the same
records: `test/landing/corpus` holds both to one list of cases.
"""
