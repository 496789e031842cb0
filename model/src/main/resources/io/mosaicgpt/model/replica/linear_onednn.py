
  # ---- linears: weights in oneDNN's own layout, CPU only ------------------------------------------------------------

  # Whether these linears can be in bfloat16 on this processor.
  def has_bfloat16(self: __torch__.MosaicGpt) -> bool:
    return ops.mkldnn._is_mkldnn_bf16_supported()

  def set_linear(self: __torch__.MosaicGpt, index: int, dtype: int, shape: List[int]) -> NoneType:
    w = torch.to(self.staged(dtype, shape), self.compute)                                         # [out, in]
    self.linear_weight[index] = ops.mkldnn._reorder_linear_weight(w, 8)
    return None

  # y = x w^T + b: x [tokens, in], w [out, in], y [tokens, out]
  def linear(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    return self.pointwise(index, x, "none")

  def linear_gelu(self: __torch__.MosaicGpt, index: int, x: Tensor) -> Tensor:
    return self.pointwise(index, x, "gelu")

  # Which kernel computes a row must not depend on how many there are: beyond most_rows some processors take another one.
  def pointwise(self: __torch__.MosaicGpt, index: int, x: Tensor, after: str) -> Tensor:
    if x.size(0) <= self.most_rows:
      return self.piece(index, x, after)
    outs = annotate(List[Tensor], [])
    for rows in torch.split(x, self.most_rows, 0):
      outs.append(self.piece(index, rows, after))
    return torch.cat(outs, 0)                                                                     # [rows, out]

  # oneDNN's bfloat16 kernels for one to three rows are slower than the one for four, and round differently.
  def piece(self: __torch__.MosaicGpt, index: int, x: Tensor, after: str) -> Tensor:
    rows = x.size(0)
    x = torch.to(x, self.compute)
    if rows < 4 and self.compute == 15:
      x = torch.constant_pad_nd(x, [0, 0, 0, 4 - rows], 0.0)                                      # [4, in]
    y = ops.mkldnn._linear_pointwise(x, self.linear_weight[index], self.linear_bias[index], after, annotate(List[Optional[number]], []), "none")
    return torch.narrow(y, 0, 0, rows)                                                            # [rows, out]
