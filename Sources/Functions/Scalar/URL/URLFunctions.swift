/// Functions of URLs.
enum URLFunctions {
    static let list: [any ScalarFunction.Type] = [
        URLProtocol.self, URLDomain.self, URLDomainWithoutWWW.self, URLTopLevelDomain.self, URLPath.self,
        URLPathFull.self, URLQueryString.self, URLFragment.self, URLQueryStringAndFragment.self,
        CutFragment.self, CutQueryString.self, CutQueryStringAndFragment.self, CutWWW.self,
        ExtractURLParameter.self, ExtractURLParameters.self, ExtractURLParameterNames.self,
        FirstSignificantSubdomain.self, CutToFirstSignificantSubdomain.self,
        CutToFirstSignificantSubdomainWithWWW.self, URLNetworkLocation.self, URLPort.self, URLHierarchy.self,
        URLPathHierarchy.self, URLHash.self, CutURLParameter.self,
    ]
}
