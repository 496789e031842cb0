
  # ---- sampling -----------------------------------------------------------------------------------------------------------
  #
  # The choice that the Java class Sampler makes, to the last bit, for all rows together and on the device. That takes
  # integers where sums are made, and for the exponential the arithmetic of fdlibm's e_exp.c, one rounded operation at a time, as
  # java.lang.StrictMath has it: a device's own exp differs in the last bit.

  # e^x, 0 >= x >= -31; float64
  def exp(self: __torch__.MosaicGpt, x: Tensor) -> Tensor:
    # k: how many ln 2 are taken away; multiplication by k in two parts keeps the rest exact.
    k = torch.trunc(torch.sub(torch.mul(x, 1.4426950408889634), 0.5))
    k = torch.where(torch.gt(x, -1.0397205352783203), torch.full_like(x, -1.0), k)
    small = torch.gt(x, -0.3465735912322998)
    k = torch.where(small, torch.zeros_like(x), k)
    high = torch.sub(x, torch.mul(k, 0.6931471803691238))
    low = torch.mul(k, 1.9082149292705877e-10)
    r = torch.sub(high, low)
    t = torch.mul(r, r)
    p = torch.add(torch.mul(t, 4.1381367970572385e-08), -1.6533902205465252e-06)
    p = torch.add(torch.mul(t, p), 6.613756321437934e-05)
    p = torch.add(torch.mul(t, p), -0.0027777777777015593)
    p = torch.add(torch.mul(t, p), 0.16666666666666602)
    c = torch.sub(r, torch.mul(t, p))
    one = torch.ones_like(x)
    two = torch.full_like(x, 2.0)
    near = torch.sub(one, torch.sub(torch.div(torch.mul(r, c), torch.sub(c, two)), r))
    far = torch.sub(one, torch.sub(torch.sub(low, torch.div(torch.mul(r, c), torch.sub(two, c))), high))
    # 2^k by the bits of its exponent
    power = torch.view_copy(torch.mul(torch.add(torch.to(k, 4), 1023), 4503599627370496), dtype=7)
    y = torch.where(small, near, torch.mul(far, power))
    return torch.where(torch.gt(x, -3.725290298461914e-09), torch.add(x, 1.0), y)

  # The top of the product of 63 random bits and the total, [rows, 1]: in parts of 21 bits, which never overflow.
  def below(self: __torch__.MosaicGpt, total: Tensor, random: Tensor) -> Tensor:
    part = 2097152
    a = annotate(List[Tensor], [])
    b = annotate(List[Tensor], [])
    for i in range(3):
      a.append(torch.remainder(total, part))
      b.append(torch.remainder(random, part))
      total = torch.floor_divide(total, part)
      random = torch.floor_divide(random, part)
    carry = torch.zeros_like(total)
    sums = annotate(List[Tensor], [])
    for digit in range(5):
      sum = torch.zeros_like(total)
      for i in range(3):
        j = digit - i
        if j >= 0 and j < 3:
          sum = torch.add(sum, torch.mul(a[i], b[j]))
      sums.append(sum)
    for digit in range(3):
      carry = torch.floor_divide(torch.add(sums[digit], carry), part)
    return torch.add(torch.add(sums[3], carry), torch.mul(sums[4], part))

  # logits [rows, vocab]. numbers: of each row the temperature, the least z (ln of min_p) and top_p; ints: of each row its
  # index, top_k, and 63 random bits. Returns the ids on the CPU, -1 for a row with logits that are not finite.
  def draw(self: __torch__.MosaicGpt, logits: Tensor, numbers: List[float], ints: List[int]) -> Tensor:
    n = len(ints) // 3
    vocab = logits.size(1)
    floats = torch.view(torch.tensor(numbers, dtype=7, device=self.device), [3, n, 1])
    longs = torch.view(torch.tensor(ints, dtype=4, device=self.device), [3, n, 1])
    temperature = torch.select(floats, 0, 0)                                                      # [n, 1]
    least = torch.select(floats, 0, 1)
    top_p = torch.select(floats, 0, 2)
    top_k = torch.select(longs, 0, 1)
    random = torch.select(longs, 0, 2)
    # -0 becomes 0, which it equals
    scores = torch.add(torch.index_select(logits, 0, torch.view(torch.select(longs, 0, 0), [n])), 0.0) # [n, vocab]
    sound = torch.all(torch.isfinite(scores), 1, True)                                            # [n, 1]
    scores = torch.where(sound, scores, torch.zeros_like(scores))
    z = torch.to(scores, 7)
    z = torch.div(torch.sub(z, torch.amax(z, [1], True)), temperature)
    weights = torch.to(torch.mul(self.exp(torch.clamp(z, -31.0)), 17592186044416.0), 4)
    none = torch.zeros_like(weights)
    weights = torch.where(torch.logical_or(torch.lt(z, -31.0), torch.lt(z, least)), none, weights)

    # Falling logits, equal ones by rising id: one number a token, no two equal.
    bits = torch.view_copy(scores, dtype=3)
    bits = torch.bitwise_xor(bits, torch.bitwise_and(torch.where(torch.lt(bits, 0), torch.full_like(bits, -1), torch.zeros_like(bits)), 2147483647))
    ids = torch.unsqueeze(torch.arange(vocab, dtype=4, device=self.device), 0)                    # [1, vocab]
    keys = torch.add(torch.mul(torch.to(bits, 4), 4294967296), torch.sub(4294967295, ids))
    keys, unused = torch.sort(keys, 1, True)
    order = torch.sub(4294967295, torch.bitwise_and(keys, 4294967295))                            # [n, vocab]
    ranked = torch.gather(weights, 1, order)
    ranked = torch.where(torch.lt(ids, top_k), ranked, none)
    sums = torch.cumsum(ranked, 1)
    total = torch.narrow(sums, 1, vocab - 1, 1)                                                   # [n, 1]
    enough = torch.to(torch.ceil(torch.mul(top_p, torch.to(total, 7))), 4)
    enough = torch.clamp(torch.minimum(enough, total), 1)
    enough = torch.where(torch.lt(top_p, 1.0), enough, total)
    ranked = torch.where(torch.lt(torch.sub(sums, ranked), enough), ranked, none)
    kept = torch.scatter(none, 1, order, ranked)                                                  # [n, vocab], by id

    sums = torch.cumsum(kept, 1)
    drawn = torch.searchsorted(sums, self.below(torch.narrow(sums, 1, vocab - 1, 1), random), right=True)
    drawn = torch.where(sound, drawn, torch.full_like(drawn, -1))
    return torch.to(torch.squeeze(drawn, 1), torch.device("cpu"))                                 # [n]
