package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// chart is a picture of curves, drawn as SVG.
type chart struct {
	title, x, y string // what the axes are
	logX, logY  bool
	curves      []curve
}

// curve is a line; its place among all decides how it looks.
type curve struct {
	name   string
	place  int
	points []point
}

type point struct{ x, y float64 }

// The size of a chart and of what is around its plot, in pixels.
const (
	chartWidth, chartHeight      = 760, 380
	plotLeft, plotRight          = 70, 170
	plotTop, plotBottom          = 40, 50
	plotWidth, plotHeight        = chartWidth - plotLeft - plotRight, chartHeight - plotTop - plotBottom
	legendStep, legendLine, tick = 20, 24, 5
)

// colours are told apart by people who see no red or green too; with the marks
// every line has a look of its own.
var colours = []string{"#000000", "#777777", "#0072b2", "#d55e00", "#999933", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"}

// axis maps values to pixels.
type axis struct {
	low, high, from, to float64
	log                 bool
	ticks               []float64
}

func (a axis) at(v float64) float64 {
	low, high := a.low, a.high
	if a.log {
		v, low, high = math.Log10(v), math.Log10(low), math.Log10(high)
	}
	return a.from + (v-low)/(high-low)*(a.to-a.from)
}

// newAxis has room for values between low and high.
func newAxis(low, high, from, to float64, log bool) axis {
	a := axis{from: from, to: to, log: log}
	if !log {
		a.high = high
		// About six steps of 1, 2 or 5 times a power of ten.
		step := math.Pow(10, math.Floor(math.Log10(high/6)))
		for _, times := range []float64{2, 2.5, 2} {
			if high/step > 8 {
				step *= times
			}
		}
		for v := 0.0; v < high+step; v += step {
			a.ticks = append(a.ticks, v)
			a.high = v
		}
		return a
	}
	// From tick to tick; between full powers of ten only when there are few.
	times := []float64{1, 2, 5}
	if high/low >= 1000 {
		times = times[:1]
	}
	for decade := math.Pow(10, math.Floor(math.Log10(low))); a.high < high; decade *= 10 {
		for _, t := range times {
			v := decade * t
			if v <= low {
				a.ticks = a.ticks[:0]
			}
			if a.high < high || v <= low {
				a.ticks = append(a.ticks, v)
				a.high = v
			}
		}
	}
	a.low = a.ticks[0]
	if len(a.ticks) == 1 {
		a.high = 10 * a.low
	}
	return a
}

// svg draws charts below one another.
func svg(charts ...chart) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" font-family="sans-serif" font-size="12">`+"\n",
		chartWidth, chartHeight*len(charts))
	b.WriteString(`<rect width="100%" height="100%" fill="white"/>` + "\n")
	for i, c := range charts {
		fmt.Fprintf(&b, `<g transform="translate(0 %d)">`+"\n", i*chartHeight)
		c.draw(&b)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (c chart) draw(b *strings.Builder) {
	fmt.Fprintf(b, `<text x="%d" y="22" font-size="15" font-weight="bold">%s</text>`+"\n", plotLeft, escape(c.title))
	var all []point
	for _, curve := range c.curves {
		all = append(all, curve.points...)
	}
	if len(all) == 0 {
		return
	}
	byX := func(a, b point) int { return cmp.Compare(a.x, b.x) }
	byY := func(a, b point) int { return cmp.Compare(a.y, b.y) }
	x := newAxis(slices.MinFunc(all, byX).x, slices.MaxFunc(all, byX).x, plotLeft, plotLeft+plotWidth, c.logX)
	y := newAxis(slices.MinFunc(all, byY).y, slices.MaxFunc(all, byY).y, plotTop+plotHeight, plotTop, c.logY)
	c.axes(b, x, y)
	for i, curve := range c.curves {
		curve.draw(b, x, y)
		at := plotTop + 10 + float64(i*legendStep)
		left := float64(plotLeft + plotWidth + 20)
		curve.line(b, []point{{left, at}, {left + legendLine, at}})
		curve.mark(b, point{left + legendLine/2, at})
		fmt.Fprintf(b, `<text x="%.0f" y="%.0f">%s</text>`+"\n", left+legendLine+8, at+4, escape(curve.name))
	}
}

// axes draws the frame, the grid and what stands at it.
func (c chart) axes(b *strings.Builder, x, y axis) {
	for _, v := range x.ticks {
		fmt.Fprintf(b, `<path d="M%.1f %d V%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n",
			x.at(v), plotTop, plotTop+plotHeight, x.at(v), plotTop+plotHeight+3*tick+2, number(v))
	}
	for _, v := range y.ticks {
		fmt.Fprintf(b, `<path d="M%d %.1f H%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			plotLeft, y.at(v), plotLeft+plotWidth, plotLeft-tick-2, y.at(v)+4, number(v))
	}
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#333"/>`+"\n", plotLeft, plotTop, plotWidth, plotHeight)
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", plotLeft+plotWidth/2, chartHeight-12, escape(c.x))
	fmt.Fprintf(b, `<text transform="translate(16 %d) rotate(-90)" text-anchor="middle">%s</text>`+"\n", plotTop+plotHeight/2, escape(c.y))
}

func (c curve) draw(b *strings.Builder, x, y axis) {
	places := make([]point, len(c.points))
	for i, p := range c.points {
		places[i] = point{x.at(p.x), y.at(p.y)}
	}
	c.line(b, places)
	for _, p := range places {
		c.mark(b, p)
	}
}

func (c curve) colour() string { return colours[c.place%len(colours)] }

func (c curve) line(b *strings.Builder, places []point) {
	fmt.Fprintf(b, `<polyline fill="none" stroke="%s" stroke-width="1.8" points="`, c.colour())
	for _, p := range places {
		fmt.Fprintf(b, "%.1f,%.1f ", p.x, p.y)
	}
	b.WriteString(`"/>` + "\n")
}

// mark draws a circle, a square, a triangle or a diamond.
func (c curve) mark(b *strings.Builder, p point) {
	shapes := []string{"M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", "M-3 -3h6v6h-6z", "M0 -4l4 7h-8z", "M0 -4.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z"}
	fmt.Fprintf(b, `<path transform="translate(%.1f %.1f)" d="%s" fill="%s"/>`+"\n", p.x, p.y, shapes[c.place%len(shapes)], c.colour())
}

// number is a tick's value.
func number(v float64) string {
	if v >= 1000 {
		return fmt.Sprintf("%s,%03d", number(float64(int(v)/1000)), int(v)%1000)
	}
	return fmt.Sprintf("%.4g", v)
}

func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}
