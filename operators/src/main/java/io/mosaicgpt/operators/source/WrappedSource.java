package io.mosaicgpt.operators.source;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.watermark.WatermarkDeclaration;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.api.java.typeutils.TypeExtractor;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;

/**
 * A source that leaves everything but its enumerator to another one.
 *
 * @param <T> what both read
 * @param <SplitT> what both assign
 * @param <InnerT> state of the wrapped one's enumerator
 * @param <EnumT> state of this one's
 */
public abstract class WrappedSource<T, SplitT extends SourceSplit, InnerT, EnumT>
    implements Source<T, SplitT, EnumT>, ResultTypeQueryable<T>, LineageVertexProvider {
  private static final long serialVersionUID = 1L;

  /** The wrapped one. */
  protected final Source<T, SplitT, InnerT> source;

  /** Wraps a source. */
  protected WrappedSource(Source<T, SplitT, InnerT> source) {
    this.source = requireNonNull(source, "source is null");
  }

  @Override
  public SourceReader<T, SplitT> createReader(SourceReaderContext context) throws Exception {
    return source.createReader(context);
  }

  @Override
  public SimpleVersionedSerializer<SplitT> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public Set<? extends WatermarkDeclaration> declareWatermarks() {
    return source.declareWatermarks();
  }

  /** What the wrapped source says that it produces, or what its class says. */
  @Override
  @SuppressWarnings("unchecked") // A ResultTypeQueryable source answers for its own T.
  public TypeInformation<T> getProducedType() {
    return source instanceof ResultTypeQueryable<?> queryable
        ? ((ResultTypeQueryable<T>) queryable).getProducedType()
        : TypeExtractor.createTypeInfo(Source.class, source.getClass(), 0, null, null);
  }

  /** The wrapped source's; without datasets if it does not say. */
  @Override
  public LineageVertex getLineageVertex() {
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
