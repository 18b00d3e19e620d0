package dev.signalbox.verdict.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;

/** Rows as JSON text, which a statement reads by {@code jsonb_to_recordset}. */
@ApplicationScoped
public class JsonRows {
  private final ObjectMapper json;

  JsonRows(ObjectMapper json) {
    this.json = json;
  }

  public String text(Object rows) {
    try {
      return json.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
