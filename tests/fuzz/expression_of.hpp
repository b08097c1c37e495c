// SPDX-License-Identifier: BSL-1.0
/// \file
/// Writes an expression that mostly compiles, by a grammar and the choices that bytes make.

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nurture::fuzz {

/// Reads choices from bytes; without bytes the first of everything.
class Choices {
public:
    Choices(const std::uint8_t* data, std::size_t size) : next_(data), end_(data + size) {}

    std::size_t below(std::size_t count) { return next_ == end_ ? 0 : *next_++ % count; }

private:
    const std::uint8_t* next_;
    const std::uint8_t* end_;
};

/// What may stand for a letter: texts with two spaces between them, in which `$x` is whatever may stand for x. Always
/// the first: that ends. The names are those of `declared_fields()`.
constexpr std::string_view grammar = R"grammar(
=b  true  false  $b && $b  $b || $b  !($b)  !$q  ($b ? $b : $b)  $q  $q && $q  $i $c $i  $r $c $r  $i $c $r
    $s $c $s  $t $c $t  $d $c $d  now $c $t  $m $c $i  $l == $l  $v == $v  $v != null  $b == $b  $y == b'a\x00'
    $s in $l  $i in [$i, $i, 3]  $s in {$s: $v}  lead.persona == 'sales'  type($v) == type($v)  bool($s)
    $s.contains($s)  $s.startsWith($s)  $s.endsWith($s)  $s.matches($p)  matches($s, $p)  dyn($v) == $i  dyn($b)
    $l.all(x, $s != x)  $l.exists(x, x == $s)  $l.exists_one(x, x.contains($s))  {$s: $i}.exists(k, k == $s)
    [$i, $i].all(x, [x, $i].exists(y, y $c x))
=q  sent()  sent('first')  delivered('first')  opened()  clicked('first', '*/x*')  replied('first')  bounced()
    inSegment('big')  enrolledIn('flow')  completed('flow')  hasTag($s)  subscribed('marketing')  reached('mql')
    inactive($w)  inactive($w, $e)  result('first') == $i  has(lead.$f)  has(account.industry)  has(event.path)
    has(trigger.form)  has(latest('form_submitted').form)  latest('page_visited', $o).path == $s  last($e) < now
    latest($e).time < now - duration($w)
=o  event.code == 1  event.path.startsWith('/a')  has(event.path)  event.code > 1 && event.path != ''
    !(event.path in ['/', '/a'])  true  $b
=m  lead.score  count($e, $w)  count($e, $w, $o)  accountCount($e, $w)  accountLeads($e, $w, $o)  interest($s)
    int(score.engagement)  $m + $m  $m * 2  3 - $m  $m - $i  -$m
=i  0  1  -1  2  50  1000000  9223372036854775807  -9223372036854775808  lead.employees  account.employees  lead.score
    event.code  count($e)  $m  $i + $i  $i - $i  $i * $i  $i / $i  $i % $i  -$i  ($b ? $i : $i)  size($s)  size($l)
    $l.size()  int($r)  int($s)  int($t)  int($u)  $s.indexOf($s)  $s.lastIndexOf($s, $i)  $t.getHours($z)
    $t.getFullYear()  $t.getDayOfWeek($z)  $t.getDayOfMonth()  $t.getMilliseconds()  $d.getMinutes()  [$i, $i][$i]
    {'a': $i}.a  {'a': $i}[$s]  $l.map(x, size(x))[0]
=u  0u  1u  18446744073709551615u  uint($i)  uint($r)  $u + $u  $u * $u
=r  0.0  0.5  -1.5  1e308  lead.ratio  score.fit  score.engagement  $r + $r  $r * $r  $r / $r  -$r  double($i)
    double($s)  double('NaN')
=s  ''  'a'  "sales"  '\u00e4\n'  r'\d'  '2026-03-02T09:00:00Z'  '1.5'  lead.title  lead.persona  lead.language
    account.industry  event.path  trigger.type  lead['title']  $s + $s  string($i)  string($r)  string($t)  string($d)
    string($b)  $s.lowerAscii()  $s.upperAscii()  $s.trim()  $s.reverse()  $s.charAt($i)  $s.substring($i)
    $s.substring($i, $i)  $s.replace($s, $s)  $s.replace($s, $s, $i)  $l.join($s)  $l[$i]  strings.quote($s)
    '%s %d %.2f %x %e %o %b'.format([$s, $i, $r, $s, $r, $i, $b])  '%s'.format([$v])  ($b ? $s : $s)
=y  b'a'  bytes($s)  $y + $y
=l  []  ['a', 'b']  lead.interests  [$s, $s]  $l + $l  $s.split($s)  $s.split($s, $i)  $l.filter(x, x != $s)
    $l.map(x, x + $s)  $l.map(x, x > $s, x.trim())  ($b ? $l : $l)
=t  now  timestamp('2026-03-02T09:00:00.5+01:00')  lead.renewal_date  last($e)  event.time  latest($e).time
    timestamp($s)  $t + $d  $t - $d  ($b ? $t : $t)
=d  duration('1h')  duration($w)  duration('-1.5s')  $t - $t  $d + $d  $d - $d  duration($s)  -$d
=v  null  $b  $i  $u  $r  $s  $l  $t  $d  $y  {$s: $v}  {1: $v, true: $v}  [$v, $v]  result('first')  dyn($v)
    result('first').part  type($v)  [$v].map(x, [x, x])  [1, 2].map(x, {'a': x, 'b': $v})
=c  ==  !=  <  <=  >  >=
=e  'page_visited'  'form_submitted'  ['page_visited', 'form_submitted']  'message_opened'
=f  employees  title  ratio  renewal_date  interests  persona  language  score  email
=w  '7d'  '1ms'  '36h'  '90d'  '1w'
=p  'a+'  '(?i)^[a-z]*$'  '(a|aa)+$'  '(a*)*b'  $s
=z  'UTC'  'Europe/Berlin'  '-02:30'  $s
)grammar";

/// The texts that may stand for each letter.
inline const std::vector<std::string_view>& texts_for(char letter) {
    static const auto rules = [] {
        std::array<std::vector<std::string_view>, 128> made;
        char current = ' ';
        for (std::size_t at = 0; at < grammar.size();) {
            const std::size_t end = std::min({grammar.find("  ", at), grammar.find('\n', at), grammar.size()});
            const std::string_view word = grammar.substr(at, end - at);
            const bool heading = word.size() == 2 && word[0] == '=' && word != "==";
            if (heading) {
                current = word[1];
            } else if (!word.empty()) {
                made[static_cast<std::size_t>(current)].push_back(word);
            }
            at = std::min(grammar.find_first_not_of(" \n", end), grammar.size());
        }
        return made;
    }();
    return rules[static_cast<std::size_t>(letter)];
}

/// The expression of the choices. Where it becomes long or deep the rest is the first of everything.
class Writer {
public:
    explicit Writer(Choices& choices) : choices_(choices) {}

    std::string run(char letter) {
        write(letter);
        return std::move(text_);
    }

private:
    static constexpr std::size_t long_text = 2000;
    static constexpr int deep = 20;

    Choices& choices_;
    std::string text_{};
    int depth_ = 0;

    void write(char letter) {
        const std::vector<std::string_view>& texts = texts_for(letter);
        const bool goes_on = depth_ < deep && text_.size() < long_text;
        const std::string_view chosen = texts[goes_on ? choices_.below(texts.size()) : 0];
        ++depth_;
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            const bool stands_for =
                chosen[i] == '$' && i + 1 < chosen.size() && chosen[i + 1] >= 'a' && chosen[i + 1] <= 'z';
            if (stands_for) {
                write(chosen[++i]);
            } else {
                text_ += chosen[i];
            }
        }
        --depth_;
    }
};

} // namespace nurture::fuzz
