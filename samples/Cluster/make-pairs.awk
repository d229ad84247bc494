# Pairs of small clouds as CSV: awk -v rows=100000 -v seed=1 -f make-pairs.awk > pairs.csv
# A blob of 8 to 15 points, and another, stretched and moved. The same rows for the same seed, from any awk: the generator is its own.
function uniform() { state = (state * 16807) % 2147483647; return state / 2147483647 }
function bell() { return uniform() + uniform() + uniform() + uniform() - 2 }
function cloud(x, y, width, height,    points, k, text) {
    points = 8 + int(8 * uniform())
    for (k = 0; k < points; k++)
        text = text (k ? " " : "") sprintf("%.4f %.4f", x + width * bell(), y + height * bell())
    return text
}
BEGIN {
    state = seed ? seed * 7919 % 2147483647 : 7919
    for (k = 0; k < 20; k++) uniform()
    print "SourcePoints,TargetPoints"
    for (row = 0; row < rows; row++) {
        source = cloud(0, 0, 0.5 + uniform(), 0.5 + uniform())
        print source "," cloud(uniform(), uniform(), 0.5 + uniform(), 0.5 + uniform())
    }
}
