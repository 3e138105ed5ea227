-- The list of open alerts, the gravest first (hub/alerts/list-alerts.ts orders by the same expression): one page is read from here, however many stand open.
create index alert_open_rank on alert ((case severity when 'stop' then 0 when 'limit' then 1 else 2 end), opened_ms, id)
  where resolved_ms is null;
