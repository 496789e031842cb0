package io.mosaicgpt.model.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a file as one text, in pieces of whole lines. Pieces begin with the line break of the line
 * before: byte-level pre-tokenizers always cut between a word and a line break, so a text's pieces
 * have the tokens of the whole.
 */
final class PlainText implements ExampleFormat {
  /** Characters from which on a piece ends at the next place where it may. */
  static final int PIECE = 1 << 16;

  @Override
  public void read(String file, InputStream in, Consumer<Example> sink) throws IOException {
    Utf8Lines lines = new Utf8Lines(file, in);
    StringBuilder piece = new StringBuilder();
    Place begin = new Place(file, 1);
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      piece.append(line.get());
      int cut = piece.length() < PIECE ? 0 : cut(piece);
      if (cut > 0) {
        sink.accept(new Example.Plain(begin, piece.substring(0, cut), false));
        piece.delete(0, cut);
        begin = lines.place();
      }
    }
    if (!piece.isEmpty()) {
      sink.accept(new Example.Plain(begin, piece.toString(), true));
    }
  }

  /** Where the last line break stands, if it is behind something else than white space; or 0. */
  private static int cut(CharSequence piece) {
    int last = piece.length() - 1;
    boolean ends = piece.charAt(last) == '\n' && !Character.isWhitespace(piece.charAt(last - 1));
    // Blank lines alone would be held for a cut that never comes.
    boolean tooLong = piece.length() > Utf8Lines.LONGEST;
    return ends || tooLong ? last : 0;
  }
}
