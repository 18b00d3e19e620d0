package dev.signalbox.ingress.pool;

import dev.signalbox.ingress.pricing.Price;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the document of kind {@code PriceBook}: taken whole or refused whole, with everything that
 * is wrong. An entry without a price, a source, a date or in another currency is refused.
 */
public final class PriceBookDocument {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/:@-]*[A-Za-z0-9])?");
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_VERSION = 64;

  private PriceBookDocument() {}

  /**
   * Reads a book.
   *
   * @param text one YAML (or JSON) document
   * @param source name for messages, such as the file's
   */
  public static PriceBook.Reading parse(String text, String source) {
    Findings findings = new Findings(source);
    PriceBook book = new PriceBook("", Map.of());
    try {
      book = read(YamlText.read(text), findings);
    } catch (YamlText.MalformedException e) {
      findings.add(e.line(), "", e.reason());
    }
    return findings.any()
        ? new PriceBook.Reading.Refused(findings.violations())
        : new PriceBook.Reading.Accepted(book);
  }

  private static PriceBook read(List<YamlValue> documents, Findings findings) {
    if (documents.size() != 1 || !(documents.get(0) instanceof YamlValue.Mapping mapping)) {
      findings.add(0, "", "is not one document of kind PriceBook");
      return new PriceBook("", Map.of());
    }
    Fields root = new Fields(mapping, mapping.line(), "PriceBook ", findings);
    expect(root, "apiVersion", PoolDocuments.API_VERSION);
    expect(root, "kind", "PriceBook");
    root.ignore("metadata"); // A name for people, as Kubernetes would have it.
    Fields spec = root.object("spec");
    root.refuseTheRest();
    String version = spec.text("version");
    if (version.length() > LONGEST_VERSION) {
      spec.refuse("version", "is longer than " + LONGEST_VERSION + " characters");
    }
    if (!spec.has("currency")) {
      spec.refuse("currency", "is missing");
    }
    PriceReader.currency(spec);
    Map<String, PriceBook.Entry> entries = entries(spec.object("prices"), version);
    spec.refuseTheRest();
    return new PriceBook(version, entries);
  }

  private static void expect(Fields root, String key, String value) {
    String is = root.text(key);
    if (!is.isEmpty() && !is.equals(value)) {
      root.refuse(key, "is " + value + ", not " + is);
    }
  }

  private static Map<String, PriceBook.Entry> entries(Fields prices, String version) {
    Map<String, PriceBook.Entry> entries = new LinkedHashMap<>();
    for (String name : prices.keys()) {
      if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
        prices.refuse(name, "is no name of a price: letters, digits and ._/:@- in between");
      }
      Fields entry = prices.object(name);
      boolean example = entry.flag("example", false);
      Price price = PriceReader.read(entry).in(version);
      entries.put(name, new PriceBook.Entry(price, example, entry.content()));
    }
    if (entries.isEmpty()) {
      prices.refuse("", "has no price");
    }
    return entries;
  }
}
