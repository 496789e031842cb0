package io.mosaicgpt.model.page;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * A page that needs nothing else: no script, no style and no picture from elsewhere. It is HTML
 * that is also XML, follows the reader's choice of light or dark, and can be read on a phone and on
 * paper.
 */
public final class Page {
  private final String title;
  private final String generator;
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  private final List<String> headings = new ArrayList<>();

  /**
   * A page with nothing but its title.
   *
   * @param generator what has made it, for programs; stands before all that comes from elsewhere
   */
  public Page(String title, String generator) {
    this.title = requireNonNull(title, "title is null");
    this.generator = requireNonNull(generator, "generator is null");
  }

  /**
   * A figure that is to be seen first.
   *
   * @param name what it is
   * @param value as it is shown
   * @param note what else belongs to it; may be empty
   */
  public record Tile(String name, String value, String note) {}

  /** What stands under the title. */
  public Page lead(String text) {
    head.append("<p class=\"lead\">").append(Html.text(text)).append("</p>\n");
    return this;
  }

  /** Figures to be seen first, under the title. */
  public Page tiles(List<Tile> tiles) {
    head.append("<dl class=\"tiles\">");
    for (Tile tile : tiles) {
      head.append("<div><dt>")
          .append(Html.text(tile.name()))
          .append("</dt><dd>")
          .append(Html.text(tile.value()))
          .append("</dd><dd class=\"note\">")
          .append(Html.text(tile.note()))
          .append("</dd></div>");
    }
    head.append("</dl>\n");
    return this;
  }

  /** Something that the reader should not miss, under the title. */
  public Page warning(String text) {
    head.append("<p class=\"warning\">").append(Html.text(text)).append("</p>\n");
    return this;
  }

  /** Begins a part, which is also named at the top of the page. */
  public Page heading(String text) {
    headings.add(text);
    return markup("<h2 id=\"part-%d\">".formatted(headings.size()) + Html.text(text) + "</h2>\n");
  }

  public Page subheading(String text) {
    return markup("<h3>" + Html.text(text) + "</h3>\n");
  }

  public Page paragraph(String text) {
    return markup("<p>" + Html.text(text) + "</p>\n");
  }

  /** What is said more quietly. */
  public Page note(String text) {
    return markup("<p class=\"note\">" + Html.text(text) + "</p>\n");
  }

  public Page table(List<String> names, List<List<Object>> rows) {
    return wide(Html.table(names, rows));
  }

  /** What may be broader than the screen. */
  public Page wide(String html) {
    return markup("<div class=\"wide\" tabindex=\"0\">" + html + "</div>\n");
  }

  public Page figure(String svg, String caption) {
    return markup(
        "<figure>" + svg + "<figcaption>" + Html.text(caption) + "</figcaption></figure>\n");
  }

  /** Begins what is shown to readers who ask for it. */
  public Page beginDetails(String summary) {
    return markup("<details><summary>" + Html.text(summary) + "</summary>\n");
  }

  public Page endDetails() {
    return markup("</details>\n");
  }

  /** What is HTML already. */
  public Page markup(String html) {
    body.append(html);
    return this;
  }

  /** The page. */
  public String html() {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\"><head>")
        .append("<meta charset=\"utf-8\"/>")
        .append("<meta name=\"generator\" content=\"" + Html.text(generator) + "\"/>")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
        .append("<meta name=\"color-scheme\" content=\"light dark\"/>")
        .append("<title>")
        .append(Html.text(title))
        .append("</title><style>\n")
        .append(PageStyle.CSS)
        .append("</style></head><body>\n<header><h1>")
        .append(Html.text(title))
        .append("</h1>\n")
        .append(head);
    page.append("<nav aria-label=\"Parts\">");
    for (int i = 0; i < headings.size(); i++) {
      page.append("<a href=\"#part-%d\">".formatted(i + 1))
          .append(Html.text(headings.get(i)))
          .append("</a> ");
    }
    return page.append("</nav></header>\n<main>\n")
        .append(body)
        .append("</main></body></html>\n")
        .toString();
  }
}
