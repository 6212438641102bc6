/// Functions of text.
enum StringsFunctions {
    static let list: [any ScalarFunction.Type] = [
        Lower.self, Upper.self, LowerUTF8.self, UpperUTF8.self, Initcap.self, InitcapUTF8.self,
        LengthUTF8.self, Ascii.self, IsValidUTF8.self, IsValidASCII.self, ToValidUTF8.self,
        Substring.self, SubstringUTF8.self, Left.self, LeftUTF8.self, Right.self, RightUTF8.self,
        TrimLeft.self, TrimRight.self, TrimBoth.self,
        LeftPad.self, LeftPadUTF8.self, RightPad.self, RightPadUTF8.self,
        Concat.self, ConcatWithSeparator.self,
        Repeat.self, Space.self, ReverseUTF8.self, AppendTrailingCharIfAbsent.self, Basename.self, FirstLine.self,
        StartsWith.self, EndsWith.self, StartsWithCaseInsensitive.self, EndsWithCaseInsensitive.self,
        StartsWithCaseInsensitiveUTF8.self, EndsWithCaseInsensitiveUTF8.self,
        Position.self, PositionCaseInsensitive.self, PositionUTF8.self, PositionCaseInsensitiveUTF8.self, Locate.self,
        CountSubstrings.self, CountSubstringsCaseInsensitive.self, CountSubstringsCaseInsensitiveUTF8.self,
        Like.self, NotLike.self, ILike.self, NotILike.self,
        Match.self, NotMatch.self, MatchCaseInsensitive.self, NotMatchCaseInsensitive.self,
        CountMatches.self, CountMatchesCaseInsensitive.self,
        Extract.self, RegexpExtract.self, ExtractAll.self,
        ExtractAllGroupsVertical.self, ExtractAllGroupsHorizontal.self, ExtractGroups.self,
        ReplaceOne.self, ReplaceAll.self, ReplaceRegexpOne.self, ReplaceRegexpAll.self, RegexpQuoteMeta.self,
        SplitByChar.self, SplitByString.self, SplitByRegexp.self, SplitByWhitespace.self, SplitByNonAlpha.self,
        AlphaTokens.self,
    ]
}
