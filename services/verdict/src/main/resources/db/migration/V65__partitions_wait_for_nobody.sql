-- Making a partition locks the whole table. Behind a long reader it would wait, and everybody else behind it: it gives up
-- instead, and is tried again within the hour; the months ahead are there long before they are needed.
alter function ensure_month_partitions(text, date, int) set lock_timeout = '2s';
