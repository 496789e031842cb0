package io.mosaicgpt.model.corpus;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads comma-separated values (RFC 4180) whose first line names the fields. */
final class CsvTable implements ExampleFormat {
  private static final CsvMapper CSV =
      CsvMapper.builder(
              CsvFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Utf8Lines.LONGEST).build())
                  .build())
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          // A row without its last field has a blank label, and is no text that has none.
          .enable(CsvParser.Feature.INSERT_NULLS_FOR_MISSING_COLUMNS)
          .build();

  private final ExampleFields fields;

  CsvTable(ExampleFields fields) {
    this.fields = requireNonNull(fields, "fields is null");
  }

  @Override
  public void read(String file, InputStream in, Consumer<Example> sink) throws IOException {
    Place place = new Place(file, 1);
    try (Reader text = behindMark(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        MappingIterator<Map<String, String>> rows =
            CSV.readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(text)) {
      while (rows.hasNextValue()) {
        place = new Place(file, rows.getCurrentLocation().getLineNr());
        Map<String, String> row = rows.nextValue();
        row.replaceAll((name, value) -> value == null ? "" : value);
        sink.accept(fields.example(place, row, Set.of()));
      }
    } catch (CharacterCodingException e) {
      throw place.refuse("or one behind it is no UTF-8 text: convert the file to UTF-8");
    } catch (JsonProcessingException e) {
      throw malformed(new Place(file, e.getLocation().getLineNr()), e);
    } catch (RuntimeJsonMappingException e) {
      throw malformed(place, e);
    }
  }

  /** Spreadsheets begin a file with a byte order mark, which is no part of the first name. */
  private static Reader behindMark(Reader text) throws IOException {
    PushbackReader behind = new PushbackReader(text);
    int first = behind.read();
    if (first >= 0 && first != Utf8Lines.BYTE_ORDER_MARK) {
      behind.unread(first);
    }
    return behind;
  }

  private static CorpusException malformed(Place place, Exception e) {
    String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return place.refuse("is no line of comma-separated values (" + why + "): correct it");
  }
}
