package io.mosaicgpt.operators.source;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;

/** What a source that wraps another one says in its name. */
public final class WrappedSource {
  private WrappedSource() {}

  /** What the wrapped source says that it produces, or what its class says. */
  @SuppressWarnings("unchecked") // A ResultTypeQueryable source answers for its own T.
  public static <T> TypeInformation<T> producedType(Source<T, ?, ?> source) {
    return source instanceof ResultTypeQueryable<?> queryable
        ? ((ResultTypeQueryable<T>) queryable).getProducedType()
        : TypeExtractor.createTypeInfo(Source.class, source.getClass(), 0, null, null);
  }

  /** The wrapped source's; without datasets if it does not say. */
  public static LineageVertex lineage(Source<?, ?, ?> source) {
    return source instanceof LineageVertexProvider provider
        ? provider.getLineageVertex()
        : new UnknownLineage(source.getBoundedness());
  }

  private record UnknownLineage(Boundedness boundedness) implements SourceLineageVertex {
    @Override
    public List<LineageDataset> datasets() {
      return List.of();
    }
  }
}
